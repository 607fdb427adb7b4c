"""The WSGI entry point: `gunicorn --pythonpath platform bansou.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bansou.settings")
application = get_wsgi_application()
# New objects after which the collector looks at them. A search page makes as many: with Python's 700 it is looked at
# twenty times while it is made.
COLLECT_FROM = 20_000


def warm_up() -> None:
    """Load what the first visitor would otherwise wait for: addresses with their views, dictionary and search index."""
    from django.db import connections
    from django.urls import get_resolver

    from search.engines import get_engine

    get_resolver().url_patterns  # noqa: B018 - reading it imports every view
    get_engine().warm()
    connections.close_all()
    gc.collect()
    gc.freeze()  # the collector need not walk through bitmaps and dictionaries, a pause of a quarter of a second
    gc.set_threshold(COLLECT_FROM)


warm_up()
