"""What bin/up and bin/test ask for: a private cluster or the server of DATABASE_URL, and its file."""

from dataclasses import replace

import psycopg
import pytest

from geo.instance import commands, envfile
from geo.instance.dburl import parse
from geo.instance.errors import InstanceError
from geo.instance.provision import drop_database
from geo.instance.roles import ADDRESSES, Logins


@pytest.fixture
def notes():
    return []


@pytest.fixture
def named_server(admin, database, monkeypatch):
    """DATABASE_URL names the session's cluster, which stands for a server of the person's own."""
    for key in envfile.KEYS:
        monkeypatch.delenv(key, raising=False)  # the settings of the test run put theirs there
    url = admin.on(database)
    monkeypatch.setenv("DATABASE_URL", url.text())
    yield url
    drop_database(url.text(), database)
    with psycopg.connect(**url.on("postgres").connection_arguments(), autocommit=True) as connection:
        for kind in ADDRESSES:
            connection.execute(f"DROP ROLE IF EXISTS {database}_{kind}_login")


def test_a_named_server_is_used_and_said_and_nothing_private_is_started(checkout, named_server, notes):
    assert commands.start_database(checkout, notes.append) is False
    commands.provision_database(checkout)
    values = envfile.read(checkout.env_file)
    assert parse(values["ADMIN_DATABASE_URL"]) == named_server
    for variable in ADDRESSES.values():
        with psycopg.connect(**parse(values[variable]).connection_arguments()) as connection:
            assert connection.info.dbname == named_server.database
    assert notes == [
        f"using database {named_server.database} at {named_server.server} (DATABASE_URL); nothing private is started"
    ]
    assert not checkout.postgres.exists()


def test_running_again_keeps_passwords_and_keys(checkout, named_server, notes):
    commands.start_database(checkout, notes.append)
    before = checkout.env_file.read_text()
    commands.start_database(checkout, notes.append)
    assert checkout.env_file.read_text() == before


def test_a_run_of_the_tests_leaves_the_addresses_in_the_file(checkout, named_server, notes, monkeypatch):
    commands.start_database(checkout, notes.append)
    before = checkout.env_file.read_text()
    other = replace(named_server, options=(("application_name", "tests"),))
    monkeypatch.setenv("DATABASE_URL", other.text())
    commands.start_database(checkout, notes.append, keep=False)
    assert checkout.env_file.read_text() == before
    exported = "\n".join(commands.environment_lines(checkout, production=False))
    assert "application_name=tests" in exported
    assert Logins.of(commands.current_values(checkout)).app.name == f"{named_server.database}_app_login"


def test_a_wrong_address_leaves_nothing_behind(checkout, named_server, notes, monkeypatch):
    for text in ("mysql://a:b@c/d", replace(named_server, password="wrong").text()):
        monkeypatch.setenv("DATABASE_URL", text)
        with pytest.raises(InstanceError):
            commands.start_database(checkout, notes.append)
    assert not checkout.env_file.exists()


def test_a_register_made_with_other_keys_is_refused_until_they_are_given(checkout, named_server, notes, monkeypatch):
    commands.start_database(checkout, notes.append)
    commands.provision_database(checkout)
    values = envfile.read(checkout.env_file)
    with psycopg.connect(**parse(values["OWNER_DATABASE_URL"]).connection_arguments()) as connection:
        connection.execute("CREATE TABLE django_migrations (n int)")
    checkout.env_file.unlink()
    with pytest.raises(InstanceError, match="holds a register whose keys are not here") as refusal:
        commands.start_database(checkout, notes.append)
    assert "FIELD_ENCRYPTION_KEY" in refusal.value.remedy
    for key in envfile.KEYS:
        monkeypatch.setenv(key, values[key])
    commands.start_database(checkout, notes.append)
    assert envfile.read(checkout.env_file)["FIELD_ENCRYPTION_KEY"] == values["FIELD_ENCRYPTION_KEY"]


def test_the_production_environment_has_secrets_of_its_own_and_an_https_address(checkout, named_server, notes):
    commands.start_database(checkout, notes.append)
    lines = commands.environment_lines(checkout, production=True)
    assert "export BASE_URL=https://land.example" in lines
    assert not any(line.endswith(envfile.read(checkout.env_file)["SECRET_KEY"]) for line in lines)
