"""A small cluster of its own, made by the code under test, in a folder that its OS user can reach."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from geo.instance.account import Account, cluster_account
from geo.instance.cluster import ADMIN_ROLE, Cluster, choose_port
from geo.instance.dburl import DatabaseUrl
from geo.instance.places import Places
from geo.instance.provision import drop_database
from geo.instance.roles import Logins

SMALL_MEMORY = 256 * 1024 * 1024


@pytest.fixture(scope="session")
def account() -> Account:
    return cluster_account()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder below which every OS user can enter; pytest's own is closed to all but the one who runs it."""
    folder = Path(tempfile.mkdtemp(prefix="instance-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def checkout(open_folder: Path) -> Places:
    """The places of a checkout that nothing was started in."""
    return Places(open_folder)


def small_cluster(home: Path, account: Account) -> Cluster:
    home.mkdir(mode=0o700)
    account.own(home)
    return Cluster(home, account, SMALL_MEMORY, cores=1)


@pytest.fixture
def new_cluster(open_folder: Path, account: Account) -> Iterator[Cluster]:
    """A cluster that is not made yet; whatever a test starts is stopped."""
    cluster = small_cluster(open_folder / "postgres", account)
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def admin(account: Account) -> Iterator[DatabaseUrl]:
    """The administrator's address on a running cluster that all tests of a session share."""
    folder = Path(tempfile.mkdtemp(prefix="instance-"))
    folder.chmod(0o755)
    cluster = small_cluster(folder / "postgres", account)
    password = secrets.token_urlsafe(16)
    cluster.create(password)
    port = choose_port()
    cluster.start(port)
    yield DatabaseUrl(ADMIN_ROLE, password, "127.0.0.1", port, "mukhattat")
    cluster.stop()
    shutil.rmtree(folder)


@pytest.fixture
def database(admin: DatabaseUrl) -> Iterator[str]:
    """The name of a database that a test may make; it is dropped afterwards."""
    name = f"test_{uuid4().hex[:8]}"
    yield name
    drop_database(admin.text(), name)


@pytest.fixture
def logins(admin: DatabaseUrl, database: str) -> Iterator[Logins]:
    """Three logins of this test alone."""
    names = [f"{database}_{kind}" for kind in ("owner", "app", "tiles")]
    yield Logins.with_passwords(*((name, secrets.token_urlsafe(12)) for name in names))
    drop_database(admin.text(), database)
    with psycopg.connect(**admin.on("postgres").connection_arguments(), autocommit=True) as connection:
        for name in names:
            connection.execute(f"DROP ROLE IF EXISTS {name}")
