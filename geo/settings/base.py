"""Settings that every deployment shares; values that differ come from the environment."""

import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from geo.settings.programs import OAUTH2_PROVIDER, OAUTH2_PROVIDER_APPLICATION_MODEL  # noqa: F401 - settings too

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var"

env = environ.Env()
# Whether PostgreSQL keeps the plans of tiles (prepared statements); off behind a pooler that knows none.
TILES_PREPARED = env.bool("TILES_PREPARED", True)
_PLANNED_ONCE = {"prepare_threshold": 5, "options": "-c plan_cache_mode=force_generic_plan"}


def database(url_variable: str, *, options: str = "") -> dict[str, Any]:
    """Return one Django database from a URL in the environment, with the PostGIS backend."""
    config: dict[str, Any] = env.db_url(url_variable, engine="django.contrib.gis.db.backends.postgis")
    config["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
    config["CONN_HEALTH_CHECKS"] = True
    config["OPTIONS"] = {**config.get("OPTIONS", {}), "connect_timeout": 5, "application_name": "mukhattat"}
    if options:
        config["OPTIONS"]["options"] = options
    return config


def databases() -> dict[str, dict[str, Any]]:
    """Return the roles' connections; the owner's only where migrations are meant to run.

    "direct" is the application again, where a connection needs a session of its own (LISTEN): past PgBouncer.
    """
    direct = "DIRECT_DATABASE_URL" if "DIRECT_DATABASE_URL" in env.ENVIRON else "APP_DATABASE_URL"
    found = {
        "default": database("APP_DATABASE_URL"),
        "direct": database(direct),
        "tiles": database("TILES_DATABASE_URL"),
    }
    if TILES_PREPARED:
        found["tiles"]["OPTIONS"].update(_PLANNED_ONCE)
    if "OWNER_DATABASE_URL" in env.ENVIRON:
        found["owner"] = database("OWNER_DATABASE_URL", options="-c role=mukhattat_owner")
    return found


def running_commit() -> str:
    """Return the commit this tree runs: told by the environment, else asked of git, else "unknown"."""
    told = env.str("COMMIT", "")
    if told:
        return told
    try:
        asked = subprocess.run(
            ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "rev-parse", "HEAD"],
            capture_output=True, text=True, timeout=5, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return asked.stdout.strip()


# One projected CRS per deployment, fixed before the first migration: metres on the grid of a UTM zone.
STORAGE_SRID = env.int("STORAGE_SRID", 9359)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
DATABASE_ROUTERS: list[str] = []
COMMIT = running_commit()
# Whose dated rules hold here before the country's: ISO 3166-2; SA-04 is the Eastern Province.
JURISDICTION = env.str("JURISDICTION", "SA-04")

INSTALLED_APPS = [
    "geo.web",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "csp",
    "axes",
    "rest_framework",
    "rest_framework_gis",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "gisserver",
    "procrastinate.contrib.django",
    "oauth2_provider",
    "geo.sqlfiles",
    "geo.spatial",
    "geo.municipalities",
    "geo.accounts",
    "geo.audit",
    "geo.documents",
    "geo.parties",
    "geo.series",
    "geo.jobs",
    "geo.outbox",
    "geo.messages",
    "geo.search",
    "geo.layers",
    "geo.spatial_rules",
    "geo.calendars",
    "geo.printing",
    "geo.exchange",
    "geo.staging",
    "geo.raster",
    "geo.api",
    "parcels.plans",
    "parcels.fabric",
    "parcels.register",
    "parcels.rights",
    "parcels.quality",
    "parcels.numbering",
    "parcels.bench",
    "permits.cases",
    "permits.decisions",
    "permits.payments",
    "permits.planning",
    "permits.surveys",
    "permits.subdivisions",
    "permits.numbering_runs",
    "permits.applications",
    "permits.what_if",
    "permits.excavations",
    "permits.violations",
    "permits.draws",
    "permits.past_grants",
    "permits.grants",
    "permits.enquiries",
    "permits.bench",
    "permits.offices",
    "permits.demo",
    "tiles.mvt",
    "tiles.imagery",
    "tiles.map",
    "tiles.ogc",
    "tiles.style",
    "tiles.archive",
]

MIDDLEWARE = [
    "geo.web.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "geo.web.middleware.PlainTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "geo.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "geo.web.middleware.DomainErrorMiddleware",
    "permits.offices.middleware.WrongTokens",
    "geo.municipalities.middleware.TerritoryMiddleware",  # last: it runs the view inside its transaction
]

ROOT_URLCONF = "geo.urls"
WSGI_APPLICATION = "geo.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "geo.web.context.page",
            ],
        },
    },
]

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", _("Arabic")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / package / "locale" for package in ("geo", "parcels", "permits", "tiles")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Riyadh"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# Papers (geo.documents) lie in the database, or, when DOCUMENTS_BUCKET names one, in an S3-compatible storage. The
# bucket is private; its keys say nothing of what lies there, and what is read is held against its hash.
DOCUMENTS_BUCKET = env.str("DOCUMENTS_BUCKET", "")
DOCUMENTS_STORED = bool(DOCUMENTS_BUCKET)
STORAGES = {
    "documents": {
        "BACKEND": "geo.documents.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": DOCUMENTS_BUCKET,
            "endpoint_url": env.str("DOCUMENTS_S3_URL", "") or None,
            "region_name": env.str("DOCUMENTS_S3_REGION", "") or None,
            "access_key": env.str("DOCUMENTS_S3_KEY", "") or None,
            "secret_key": env.str("DOCUMENTS_S3_SECRET", "") or None,
            "default_acl": "private",
            "file_overwrite": False,
            "querystring_auth": True,
        },
    },
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/cases/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# Sign-in is limited: few failures of a name at an address, more of an address with any names (geo.accounts.sign_in).
AUTHENTICATION_BACKENDS = ["geo.accounts.sign_in.SignInGate", "django.contrib.auth.backends.ModelBackend"]
AXES_HANDLER = "geo.accounts.sign_in.SignInLimits"
AXES_FAILURE_LIMIT = 5
SIGN_IN_FAILURES_PER_ADDRESS = 50
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the moment that the page names stays true
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "geo.accounts.sign_in.locked_out"
AXES_CLIENT_IP_CALLABLE = "geo.accounts.sign_in.client_address"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # its pages ask for tables that the application may not read; manage.py axes_reset_* instead
# Objections from one address of the network that are taken within an hour; a whole village may share one.
OBJECTIONS_PER_ADDRESS = 20
# How many proxies of our own stand in front: each adds the address it was called from to X-Forwarded-For.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)

# Nothing that a page names may lie on another host.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "EXCEPTION_HANDLER": "geo.api.errors.problem_response",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["geo.api.throttles.ByPersonOrAddress"],
    "DEFAULT_THROTTLE_RATES": {
        "anonymous": env.str("API_RATE_ANONYMOUS", "600/min"),
        "signed_in": env.str("API_RATE_SIGNED_IN", "3000/min"),
    },
    "URL_FORMAT_OVERRIDE": None,  # no `?format=`: content negotiation says it
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Mukhattat",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["geo.api.schema.only_documented"],
    "ENUM_NAME_OVERRIDES": {
        "PermitKindEnum": "permits.applications.enums.PermitKind",
        "DocumentKindEnum": "geo.documents.enums.DocumentKind",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "geo.api.schema.complete_collections",
        "geo.api.schema.add_refusals",
    ],
}

TOKENS_CLEARED_AT = env.str("TOKENS_CLEARED_AT", "03:50")
# Hosts of the deployment's own network that programs of offices may name as addresses to be told; others are public.
WEBHOOK_INSIDE_HOSTS = env.list("WEBHOOK_INSIDE_HOSTS", default=[])

SAMPLE_NOTICE = env.bool("SAMPLE_NOTICE", False)

# Background work (geo.jobs). Times of day are of TIME_ZONE; a worker that was down then catches up within a day.
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": timedelta(hours=23, minutes=59).total_seconds()}
JOBS_AT_ONCE = env.int("JOBS_AT_ONCE", 3)
JOBS_KEPT_DAYS = env.int("JOBS_KEPT_DAYS", 7)
JOBS_FAILED_KEPT_DAYS = env.int("JOBS_FAILED_KEPT_DAYS", 90)
JOBS_PURGED_AT = env.str("JOBS_PURGED_AT", "03:40")
PUBLISH_DUE_AT = env.str("PUBLISH_DUE_AT", "00:01")
CHECK_TERRITORY_AT = env.str("CHECK_TERRITORY_AT", "02:15")

# Exports (geo.exchange). The licence is told in every file and on the pages; empty: none is stated.
DATA_LICENCE = env.str("DATA_LICENCE", "")
# Of so many rows a file is made while the reader waits; of more, in the background.
EXPORTS_AT_ONCE_ROWS = env.int("EXPORTS_AT_ONCE_ROWS", 5_000)
# Files made in the background: where (web servers and workers share it), for how long, and how many of one person.
EXPORTS_FOLDER = Path(env.str("EXPORTS_FOLDER", str(VAR / "exports")))
EXPORTS_KEPT_HOURS = env.int("EXPORTS_KEPT_HOURS", 48)
EXPORTS_PER_PERSON = env.int("EXPORTS_PER_PERSON", 5)

# How a published archive of tiles names itself (tiles.archive); the deployment's own words.
ARCHIVE_NAME = env.str("ARCHIVE_NAME", "مخططات")

# Imagery (geo.raster): where pictures lie (web servers and workers share it), and the quality of their tiles, 1 to 100
# (100: nothing is lost, and the files are several times as large).
IMAGERY_FOLDER = Path(env.str("IMAGERY_FOLDER", str(VAR / "imagery")))
IMAGERY_QUALITY = env.int("IMAGERY_QUALITY", 88)
# Where ClamAV's clamd listens: "/run/clamav/clamd.ctl" or "host:port"; empty: the deployment has no virus scanner.
CLAMD = env.str("CLAMD", "")

# Payments (permits.payments, docs/payments.md). Which biller collects: "sadad" (at BILLER_URL), "simulator" (never in
# production), empty: none, and then nothing that costs is issued. The first secret signs, each is believed: two while
# one is being replaced. BILLER_OFFICE is the code of the body that has the contract; empty: the one above all others.
BILLER = env.str("BILLER", "")
BILLER_URL = env.str("BILLER_URL", "")
BILLER_SECRETS = env.list("BILLER_SECRETS", default=[])
BILLER_OFFICE = env.str("BILLER_OFFICE", "")
BILLS_EXPIRE_AT = env.str("BILLS_EXPIRE_AT", "00:20")
PERMITS_EXPIRE_AT = env.str("PERMITS_EXPIRE_AT", "00:40")
BILLS_RECONCILED_AT = env.str("BILLS_RECONCILED_AT", "06:00")

# How short messages leave (geo.messages): dotted name of a function of a number and a text; empty: none are sent.
SMS_GATEWAY = env.str("SMS_GATEWAY", "geo.messages.console.send")

# When the silence of departments that were asked about cases is counted, every day.
REFERRALS_CLOSE_AT = env.str("REFERRALS_CLOSE_AT", "00:35")

# Published tiles (tiles.mvt.cache): where web servers, keeper and nginx of a host find them, and whether there are any.
TILES_FOLDER = Path(env.str("TILES_FOLDER", str(VAR / "tiles")))
TILES_PUBLISHED = env.bool("TILES_PUBLISHED", True)
# The log of changes of layers is kept so long; a keeper of tiles that slept longer begins a new tree.
CHANGES_KEPT_HOURS = env.int("CHANGES_KEPT_HOURS", 48)
CHANGES_PRUNED_AT = env.str("CHANGES_PRUNED_AT", "03:20")
# What answers before Django: dotted names of WSGI middleware, the outermost first.
WSGI_BEFORE = ["tiles.mvt.cache.serving.PublicTiles"]
# What else /readyz asks: name → dotted name of a function that returns what is wrong, or "".
READY_WHEN = {"published_tiles": "tiles.mvt.cache.serving.problem"}

# Signatures of what is printed (geo.printing.signing). The certificate of the seal with its key: PKCS#12, or PEM
# (with the authorities between it and the root) and the key beside it. Empty: the deployment has none.
SIGNING_CERTIFICATE = env.str("SIGNING_CERTIFICATE", "")
SIGNING_KEY = env.str("SIGNING_KEY", "")
SIGNING_PASSPHRASE = env.str("SIGNING_PASSPHRASE", "")
# Root certificates in PEM: whose seals and time stamps are believed, by us and on the verification page.
SIGNING_TRUST = env.str("SIGNING_TRUST", "")
# Lists of revoked certificates to put into each document, DER or PEM; something else keeps them fresh.
SIGNING_CRLS = env.list("SIGNING_CRLS", default=[])
# An authority that stamps the time (RFC 3161); empty: when a document was signed is the office's word alone.
SIGNING_TSA_URL = env.str("SIGNING_TSA_URL", "")
# Whether a document that cannot be signed is refused. false: it leaves unsigned, and the verification page says so.
SIGNING_REQUIRED = env.bool("SIGNING_REQUIRED", True)

GISSERVER_DEFAULT_MAX_PAGE_SIZE = GISSERVER_GEOJSON_MAX_PAGE_SIZE = GISSERVER_CSV_MAX_PAGE_SIZE = 10_000
GISSERVER_DB_PRECISION = 9

# gis.W001: Debian 12's GDAL is older than 3.9. Nothing that a person sends reaches it: it reads our own sample only.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "geo.web.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "pyhanko": {"level": "CRITICAL"},  # a traceback for each certificate that does not hold; we say what was found
        "pyhanko_certvalidator": {"level": "CRITICAL"},
        "pyogrio": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},  # two lines a minute otherwise; failures are told
    },
}
