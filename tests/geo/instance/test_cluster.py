"""A cluster is made, started and stopped, whatever the last stop left behind."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time

import psycopg
import pytest

from geo.instance import tuning
from geo.instance.cluster import ADMIN_ROLE, choose_port, port_is_free
from geo.instance.dburl import DatabaseUrl
from geo.instance.errors import InstanceError

PASSWORD = "of-this-test"


def ask(cluster, query, password=PASSWORD):
    url = DatabaseUrl(ADMIN_ROLE, password, "127.0.0.1", cluster.port(), "postgres")
    with psycopg.connect(**url.connection_arguments()) as connection:
        return connection.execute(query).fetchone()[0]


@pytest.fixture
def cluster(new_cluster):
    new_cluster.create(PASSWORD)
    return new_cluster


def test_it_starts_answers_and_stops_and_each_is_safe_to_repeat(cluster):
    port = choose_port()
    cluster.start(port)
    cluster.start(port)
    assert cluster.port() == port
    assert ask(cluster, "SELECT 1") == 1
    assert cluster.stop() is True
    assert cluster.stop() is False
    assert cluster.port() is None


def test_settings_are_those_of_the_machine_and_of_the_platform(cluster):
    cluster.start(choose_port())
    expected = {
        "server_encoding": "UTF8",
        "lc_collate": "C.UTF-8",
        "data_checksums": "on",
        "timezone": "UTC",
        "jit": "off",
        "shared_buffers": "64MB",
        "max_locks_per_transaction": "256",
        "listen_addresses": "127.0.0.1",
        "password_encryption": "scram-sha-256",
        "log_min_error_statement": "panic",
    }
    assert {name: ask(cluster, f"SHOW {name}") for name in expected} == expected


def test_nobody_gets_in_without_a_password(cluster):
    cluster.start(choose_port())
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(cluster, "SELECT 1", password="wrong")


def test_the_data_is_closed_to_other_os_users(cluster):
    assert stat.S_IMODE(cluster.home.stat().st_mode) == 0o700
    assert not (cluster.home / "initdb.password").exists()


def test_a_half_made_cluster_is_thrown_away(new_cluster):
    draft = new_cluster.home / "data.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("15\n")
    assert not new_cluster.exists()
    new_cluster.create(PASSWORD)
    new_cluster.start(choose_port())
    assert ask(new_cluster, "SELECT 1") == 1
    assert not draft.exists()


def test_an_interrupted_start_of_making_leaves_no_password(new_cluster):
    (new_cluster.home / "data.new").mkdir()
    (new_cluster.home / "initdb.password").write_text("left over")
    new_cluster.create(PASSWORD)
    assert not (new_cluster.home / "initdb.password").exists()


def test_it_starts_after_the_server_was_killed(cluster):
    port = choose_port()
    cluster.start(port)
    os.kill(cluster.postmaster(), signal.SIGKILL)
    _until_gone(cluster)
    cluster.start(port)
    assert ask(cluster, "SELECT 1") == 1


def _until_gone(cluster):
    """Wait for the kernel to take the killed process away: until then it still counts as running."""
    deadline = time.monotonic() + 60
    while cluster.postmaster() is not None and time.monotonic() < deadline:
        time.sleep(0.05)


def test_it_starts_when_the_lock_file_names_a_process_that_is_another_by_now(cluster):
    """As after a reboot: the number in the file lives, but it is this test."""
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n1700000000\n1\n\n127.0.0.1\n")
    cluster.account.own(cluster.data / "postmaster.pid")
    assert cluster.postmaster() is None
    cluster.start(choose_port())
    assert ask(cluster, "SELECT 1") == 1


def test_what_a_person_sets_in_local_conf_wins_and_stays(cluster):
    local = cluster.home / "local.conf"
    local.write_text("work_mem = '7MB'\n")
    cluster.account.own(local)
    cluster.start(choose_port())
    assert ask(cluster, "SHOW work_mem") == "7MB"


def test_a_server_that_cannot_start_says_why(cluster):
    local = cluster.home / "local.conf"
    local.write_text("shared_buffers = 'much'\n")
    cluster.account.own(local)
    with pytest.raises(InstanceError, match=r"did not start.*shared_buffers"):
        cluster.start(choose_port())


def test_a_path_too_long_for_a_socket_leaves_the_loopback_port(new_cluster, account):
    deep = new_cluster.home / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    for folder in (deep.parent, deep):
        account.own(folder)
    cluster = type(new_cluster)(deep, account, new_cluster.memory, cores=1)
    cluster.create(PASSWORD)
    cluster.start(choose_port())
    try:
        assert ask(cluster, "SHOW unix_socket_directories") == ""
    finally:
        cluster.stop()


def test_the_server_outlives_the_one_who_started_it_and_holds_none_of_its_files(cluster):
    port = choose_port()
    program = (
        "import sys; from pathlib import Path; from geo.instance.account import cluster_account;"
        "from geo.instance.cluster import Cluster;"
        f"Cluster(Path({str(cluster.home)!r}), cluster_account(), {cluster.memory}, 1).start({port})"
    )
    # The call returns only when nobody holds the pipe any more.
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE)
    assert ask(cluster, "SELECT 1") == 1


def test_a_port_in_use_is_not_free():
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not port_is_free(server.getsockname()[1])
    assert port_is_free(choose_port())


@pytest.mark.parametrize(
    ("gigabytes", "shared", "cache"),
    [(1, "256MB", "614MB"), (8, "2048MB", "4915MB"), (64, "2048MB", "39321MB")],
)
def test_memory_settings_follow_the_machine_up_to_two_gigabytes_shared(gigabytes, shared, cache):
    settings = tuning.memory_settings(gigabytes * 1024**3)
    assert (settings["shared_buffers"], settings["effective_cache_size"]) == (shared, cache)
