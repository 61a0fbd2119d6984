"""Tests: real PostGIS through the same roles as in service; tests/conftest.py makes and names the database."""

from geo.settings.dev import *  # noqa: F403

DEBUG = False
BASE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,  # noqa: F405 - of the settings above
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
LOGGING_CONFIG = None
SAMPLE_NOTICE = True
TILES_PUBLISHED = False  # tests that publish name a folder of their own
