"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo.settings.dev")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402

import geo.web.streams  # noqa: E402, F401 - the server tells it when it stops (geo/instance/workers.py)

for name in reversed(settings.WSGI_BEFORE):
    application = import_string(name)(application)
