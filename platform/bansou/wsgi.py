"""The WSGI entry point: `gunicorn --pythonpath platform bansou.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bansou.settings")
application = get_wsgi_application()


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


warm_up()
