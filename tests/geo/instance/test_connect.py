"""What the person is told when the server cannot be reached or says no."""

import socket
from dataclasses import replace

import pytest

from geo.instance.cluster import choose_port
from geo.instance.connect import connect, signs_in
from geo.instance.errors import InstanceError


def test_an_unknown_host_is_named(admin):
    with pytest.raises(InstanceError, match="is not known"):
        connect(replace(admin, host="x" * 70))


def test_a_port_where_nothing_listens_is_named(admin):
    port = choose_port()
    with pytest.raises(InstanceError, match=f"Nothing answers at 127.0.0.1:{port}"):
        connect(replace(admin, port=port))


def test_a_listener_that_never_answers_is_given_up(admin):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = replace(admin, port=mute.getsockname()[1], options=(("connect_timeout", "2"),))
        with pytest.raises(InstanceError, match="timeout"):
            connect(url)


def test_a_wrong_password_is_told_in_the_servers_words_and_not_repeated(admin):
    with pytest.raises(InstanceError, match="password authentication failed") as refusal:
        connect(replace(admin.on("postgres"), password="not-the-one"))
    assert admin.user in refusal.value.cause
    assert "not-the-one" not in str(refusal.value)


def test_a_missing_database_is_told(admin):
    with pytest.raises(InstanceError, match='"nowhere" does not exist'):
        connect(admin.on("nowhere"))


def test_an_unknown_option_of_the_address_is_told(admin):
    with pytest.raises(InstanceError, match="option that PostgreSQL does not know"):
        connect(replace(admin.on("postgres"), options=(("colour", "green"),)))


def test_signing_in_answers_yes_or_no(admin):
    assert signs_in(admin.on("postgres")) is True
    assert signs_in(replace(admin.on("postgres"), password="wrong")) is False
