"""Addresses of databases: read, written, and refused in one sentence."""

import pytest

from geo.instance.dburl import parse
from geo.instance.errors import InstanceError

BAD = {
    "not an address": "must begin with",
    "mysql://u:secret@host/db": "must begin with",
    "postgis://u:secret@/db": "names no host",
    "postgis://host/db": "no user with a password",
    "postgis://u@host/db": "no user with a password",
    "postgis://u:secret@host:port/db": "host or port",
    "postgis://u:secret@host:99999/db": "host or port",
    "postgis://u:secret@[::1/db": "host or port",
    "postgis://u:secret@host/My-Base": "database name",
    "postgis://u:secret@host/" + "a" * 42: "database name",
    "postgis://u:secret@host/a/b": "database name",
    "": "must begin with",
}


@pytest.mark.parametrize("text", BAD)
def test_a_wrong_form_is_refused_with_its_reason_and_an_example(text):
    with pytest.raises(InstanceError) as refusal:
        parse(text)
    assert BAD[text] in refusal.value.cause
    assert refusal.value.cause.startswith("DATABASE_URL is not a database address")
    assert "postgis://USER:PASSWORD@HOST:5432/mukhattat" in refusal.value.remedy
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("scheme", ["postgis", "postgres", "postgresql"])
def test_every_usual_scheme_is_read(scheme):
    url = parse(f"{scheme}://dba:pw@db.example:6543/land?sslmode=require")
    assert (url.user, url.password, url.host, url.port, url.database) == (
        "dba",
        "pw",
        "db.example",
        6543,
        "land",
    )
    assert url.connection_arguments()["sslmode"] == "require"


@pytest.mark.parametrize("ending", ["", "/", "/postgres"])
def test_without_a_database_of_its_own_it_is_called_mukhattat(ending):
    assert parse(f"postgis://dba:pw@db.example{ending}").database == "mukhattat"


def test_what_is_written_is_read_back_whatever_the_password_holds():
    url = parse("postgis://dba:pw@[::1]:5433/land?sslmode=require&application_name=a+b").as_user("a@b", "p/:@#?%+ é")
    assert parse(url.text()) == url


def test_the_password_does_not_show_in_a_representation():
    assert "secret" not in repr(parse("postgis://dba:secret@host/land"))
