"""Messages leave for public addresses only, whatever a name says."""

import socket
from ipaddress import ip_address

import pytest

from permits.offices.addresses import is_public, target_of
from permits.offices.errors import AddressNotAllowed

PUBLIC = "93.184.215.14"


@pytest.fixture
def names(monkeypatch):
    """A directory of names: what each leads to."""
    held = {}

    def look_up(host, port, **_told):
        if host not in held:
            raise socket.gaierror(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in held[host]]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return held


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
        "::ffff:10.0.0.1", "::ffff:8.8.8.8", "2002:0a00:0001::", "64:ff9b::a00:1", "2001:db8::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)  # fmt: skip
def test_an_address_of_no_public_network_is_none(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", PUBLIC, "2606:4700::1111"])
def test_a_public_address_is_one(address):
    assert is_public(ip_address(address))


def test_a_message_goes_to_the_address_that_was_looked_at(names):
    names["office.example"] = [PUBLIC]
    target = target_of("https://office.example/hook?a=1")
    assert (target.host, target.address, target.port, target.path) == ("office.example", PUBLIC, 443, "/hook?a=1")
    assert target.secure


def test_one_private_answer_among_public_ones_is_enough_to_refuse(names):
    names["office.example"] = [PUBLIC, "10.0.0.7"]
    with pytest.raises(AddressNotAllowed):
        target_of("https://office.example/")


@pytest.mark.parametrize(
    "url",
    [
        "http://office.example/", "ftp://office.example/", "https://office.example:22/", "https://office.example:99999/",
        "https://me:secret@office.example/", "https://office.example/#part", "https:///hook", "office.example", "",
        "https://unknown.example/", "https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "https://0x7f.1/",
        "https://office.example/\r\nHost: inside", "https://öffice.example/", "https://inside.example/",
        "https://[/", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_other_addresses_are_refused(names, url):
    names |= {
        "office.example": [PUBLIC], "inside.example": ["192.168.0.1"], "127.0.0.1": ["127.0.0.1"], "::1": ["::1"],
        "2130706433": ["127.0.0.1"], "0x7f.1": ["127.0.0.1"],
    }  # fmt: skip
    with pytest.raises(AddressNotAllowed):
        target_of(url)


def test_a_deployment_names_hosts_of_its_own_network(names, settings):
    names["inside.example"] = ["192.168.0.1"]
    settings.WEBHOOK_INSIDE_HOSTS = ["inside.example"]
    assert target_of("http://inside.example:8080/").address == "192.168.0.1"
    with pytest.raises(AddressNotAllowed):
        target_of("ftp://inside.example/")
