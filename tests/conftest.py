"""A real PostGIS with the service's own roles, places and people to test with, and no network."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from geo.instance.dburl import MAINTENANCE_DATABASE, parse
from geo.instance.provision import drop_database, provision
from geo.instance.roles import Logins
from tests.factories.places import Places, make_places

# How long making an example takes says something of the machine and its guests, nothing of the code.
hypothesis_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("untimed")

FULL = os.environ.get("MUKHATTAT_FULL") == "1"
#: Tables that migrations fill; they stay when a test that commits is cleaned up.
KEPT = {
    "django_migrations", "django_content_type", "auth_permission", "spatial_ref_sys", "spatial_deployment",
    "register_statetransition", "plans_plantransition", "cases_allowedstep", "payments_billstep",
    "layers_state", "layers_dated",
}  # fmt: skip


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long forms out unless the full run was asked for: deselected and counted, not skipped."""
    if FULL:
        return
    long_ones = [item for item in items if item.get_closest_marker("full")]
    items[:] = [item for item in items if not item.get_closest_marker("full")]
    config.hook.pytest_deselected(items=long_ones)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, worker_id: str) -> Iterator[None]:
    """Make a database of this worker as bin/up makes one: provisioned by the admin, migrated by the owner."""
    prefix = f"test_{settings.DATABASES['default']['NAME']}"
    run = os.getpid() if worker_id == "master" else os.getppid()
    name = f"{prefix}_{run}_{worker_id}"
    admin = os.environ["ADMIN_DATABASE_URL"]
    _drop_what_killed_runs_left(admin, prefix)
    provision(admin, name, Logins.of(os.environ))
    with psycopg.connect(_admin_on(MAINTENANCE_DATABASE), autocommit=True) as connection:  # no test pulls the plug here
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    for alias in connections:
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        connections.close_all()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    drop_database(admin, name)


def _admin_on(database: str) -> str:
    """Return how psycopg reaches a database of the server as its administrator."""
    url = parse(os.environ["ADMIN_DATABASE_URL"]).on(database)
    return psycopg.conninfo.make_conninfo(**url.connection_arguments())


def _drop_what_killed_runs_left(admin: str, prefix: str) -> None:
    """Drop the test databases of runs on this machine whose process is gone; two runs at a time do not meet."""
    with psycopg.connect(_admin_on(MAINTENANCE_DATABASE), autocommit=True) as connection:
        names = [row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()]
    for name in names:
        run = name.removeprefix(f"{prefix}_").split("_")[0]
        if name.startswith(f"{prefix}_") and run.isdigit() and not Path(f"/proc/{run}").exists():
            drop_database(admin, name)


@pytest.fixture(scope="session")
def admin_url(django_db_setup: None) -> str:
    """The address of the test database as its administrator, in the form that psycopg reads."""
    return _admin_on(settings.DATABASES["default"]["NAME"])


def _empty_tables(self: TransactionTestCase) -> None:
    """Empty what a committing test wrote. The application may not delete, and triggers forbid it: the admin does."""
    connections.close_all()
    with psycopg.connect(_admin_on(settings.DATABASES["default"]["NAME"])) as admin:
        rows = admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        admin.execute("SET session_replication_role = replica")
        for table in sorted({row[0] for row in rows} - KEPT):
            admin.execute(f'DELETE FROM "{table}"')


TransactionTestCase._fixture_teardown = _empty_tables  # the owner's flush does not know our rights


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {address}")
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def places(db: None) -> Places:
    """An amana, a municipality with two sub-municipalities, an old and a planned district, and their people."""
    return make_places()


@pytest.fixture
def unsigned(settings):
    """Let papers go without a signature: for tests of days on which the certificate of the sample does not hold."""
    settings.SIGNING_CERTIFICATE, settings.SIGNING_REQUIRED = "", False
