"""Development and demonstration: reads the private instance that bin/up made, unless the environment says otherwise."""

import hashlib

import environ

from geo.settings import base

INSTANCE = base.VAR / "instance.env"
if INSTANCE.exists():
    environ.Env.read_env(INSTANCE, overwrite=False)

from geo.settings.base import *  # noqa: E402, F403

env = base.env
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY")
FIELD_ENCRYPTION_KEY = env.str("FIELD_ENCRYPTION_KEY")
FIELD_HASH_KEY = env.str("FIELD_HASH_KEY")
STORAGE_SRID = env.int("STORAGE_SRID", 9359)
BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
DATABASES = base.databases()
SAMPLE_NOTICE = env.bool("SAMPLE_NOTICE", True)
# Papers of the sample are signed by the demo authority that bin/up made; production knows nothing of it.
if not base.SIGNING_CERTIFICATE:
    SIGNING_CERTIFICATE, SIGNING_KEY, SIGNING_TRUST = (
        str(base.VAR / "authority" / name) for name in ("seal.pem", "seal.key", "authority.pem")
    )
# Bills are paid at the simulator's page, which signs with a secret of this instance alone.
BILLER = env.str("BILLER", "simulator")
BILLER_SECRETS = env.list("BILLER_SECRETS", default=[hashlib.sha256(f"biller {SECRET_KEY}".encode()).hexdigest()])
# The first view of the map, degrees west, south, east, north: the sample's numbered old quarter.
MAP_HOME_EXTENT = tuple(env.list("MAP_HOME_EXTENT", cast=float, default=[49.9989, 26.5473, 50.0011, 26.5528]))
