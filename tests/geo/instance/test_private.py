"""The private cluster of a checkout: its place, its address, its keys."""

import hashlib
import socket

import pytest

from geo.instance import envfile, private
from geo.instance.dburl import parse
from geo.instance.errors import InstanceError


@pytest.fixture
def notes():
    return []


@pytest.fixture
def stopped_afterwards(checkout):
    yield checkout
    private.stop(checkout)


def test_a_start_makes_everything_and_a_second_one_changes_nothing(stopped_afterwards, notes):
    checkout = stopped_afterwards
    url, started = private.start(checkout, notes.append)
    written = checkout.env_file.read_text()
    again, started_again = private.start(checkout, notes.append)
    assert (started, started_again) == (True, False)
    assert again == url
    assert checkout.env_file.read_text() == written
    assert (checkout.log / "postgres").resolve() == (checkout.postgres / "log").resolve()
    assert notes == []


def test_a_port_taken_by_another_program_is_chosen_anew(stopped_afterwards, notes):
    checkout = stopped_afterwards
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        values = envfile.with_keys(
            {private.CLUSTER_URL: f"postgis://mukhattat_admin:pw@127.0.0.1:{taken}/mukhattat"}, {}
        )
        envfile.write(checkout.env_file, values)
        url, _ = private.start(checkout, notes.append)
    assert url.port != taken
    assert url.password == "pw"
    assert parse(envfile.read(checkout.env_file)[private.CLUSTER_URL]) == url


def test_data_whose_keys_are_lost_is_not_touched(checkout, account, notes):
    home = private.open_home(checkout, account, notes.append)
    (home / "data").mkdir()
    (home / "data" / "PG_VERSION").write_text("15\n")
    with pytest.raises(InstanceError, match="lacks CLUSTER_URL, SECRET_KEY, FIELD_ENCRYPTION_KEY") as refusal:
        private.start(checkout, notes.append)
    assert "bin/up --reset" in refusal.value.remedy
    assert not checkout.env_file.exists()


def test_removal_leaves_nothing_and_may_be_repeated(checkout, notes):
    private.start(checkout, notes.append)
    checkout.demo_accounts.write_text("engineer …")
    private.remove(checkout)
    private.remove(checkout)
    assert not checkout.postgres.exists()
    assert not checkout.env_file.exists()
    assert not checkout.demo_accounts.exists()


def test_a_checkout_closed_to_the_os_user_gets_its_data_elsewhere_and_says_so(checkout, account, open_folder, notes):
    fallback = open_folder / "lib"
    checkout.root.chmod(0o700)
    home = private.open_home(checkout, account, notes.append, fallback)
    # Only root needs another OS user, so only root's closed folder is a hindrance.
    name = hashlib.sha256(str(checkout.root).encode()).hexdigest()[:12]
    assert home == (fallback / name if account.switch else checkout.postgres)
    assert len(notes) == int(account.switch)
    assert checkout.postgres.resolve() == home.resolve()
    assert private.open_home(checkout, account, notes.append, fallback) == home


def test_a_copied_checkout_does_not_use_the_data_of_the_first(checkout, account, open_folder, notes):
    checkout.var.mkdir()
    checkout.postgres.symlink_to(open_folder / "of-another-checkout")
    with pytest.raises(InstanceError, match="cluster of another checkout"):
        private.open_home(checkout, account, notes.append)
