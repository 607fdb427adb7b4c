"""The WSGI entry point: `gunicorn --pythonpath platform bansou.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bansou.settings")
application = get_wsgi_application()
