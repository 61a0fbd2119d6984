"""Production: everything from the environment, nothing assumed, HTTPS only."""

from django.core.exceptions import ImproperlyConfigured

from geo.settings import base
from geo.settings.base import *  # noqa: F403

env = base.env
if base.BILLER == "simulator":
    raise ImproperlyConfigured("BILLER=simulator lets everybody pay without money: it has no place in production.")
if base.SMS_GATEWAY == "geo.messages.console.send" and "SMS_GATEWAY" in env.ENVIRON:
    raise ImproperlyConfigured("SMS_GATEWAY=geo.messages.console.send writes codes where anybody reads them.")
SMS_GATEWAY = env.str("SMS_GATEWAY", "")
DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
FIELD_ENCRYPTION_KEY = env.str("FIELD_ENCRYPTION_KEY")
FIELD_HASH_KEY = env.str("FIELD_HASH_KEY")
BASE_URL = env.str("BASE_URL")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DATABASES = base.databases()

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])
