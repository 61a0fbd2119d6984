"""Long filters in the address, through the server that bin/up starts: taken, refused in words, or answered 414."""

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.conf import settings

from geo.instance.dburl import parse
from geo.instance.serve import server_command
from geo.instance.workers import limit_request_line
from tiles.ogc.cql2.limits import LONGEST

ITEMS = "/ogc/collections/parcels/items"


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


@pytest.fixture(scope="module")
def port(django_db_setup) -> Iterator[int]:
    """A server as in service, on the database of the tests; it sees what is committed: no land."""
    found, name = free_port(), settings.DATABASES["default"]["NAME"]
    there = {key: parse(value).on(name).text() for key, value in os.environ.items() if key.endswith("_DATABASE_URL")}
    with subprocess.Popen(
        server_command(found), cwd=settings.ROOT, env={**os.environ, **there}, stderr=subprocess.DEVNULL
    ) as server:
        try:
            for _try in range(300):
                if server.poll() is not None or answered(found, "/ogc/?f=json")[0]:
                    break
                time.sleep(0.1)
            yield found
        finally:
            server.terminate()


def answered(port: int, address: str) -> tuple[int, bytes]:
    """Return status and body; 0 where nobody answers."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        asked.request("GET", address)
        answer = asked.getresponse()
        return answer.status, answer.read()
    except ConnectionError:
        return 0, b""
    finally:
        asked.close()


def filter_of(characters: int) -> str:
    """Return the address of a filter of so many characters, Arabic letters among them, and spaces to its end."""
    text = "code IN (" + ", ".join(f"'قطعة {number:06d}'" for number in range(200)) + ")"
    return f"{ITEMS}?{urlencode({'f': 'json', 'filter': text.ljust(characters)[:characters]})}"


def test_filters_as_long_as_are_read_come_through_the_server(port: int):
    for characters in (6_000, LONGEST):
        address = filter_of(characters)
        assert len(address) < limit_request_line
        status, told = answered(port, address)
        assert status == 200, told
        assert json.loads(told)["features"] == []


def test_a_longer_filter_is_refused_in_words(port: int):
    status, told = answered(port, filter_of(LONGEST + 1))
    assert (status, json.loads(told)["code"]) == (400, "filter_too_large")


def test_an_address_without_end_is_refused_before_it_is_read(port: int):
    assert answered(port, filter_of(limit_request_line + 1))[0] == 414


def test_a_long_filter_of_the_wfs_comes_through_too(port: int):
    value = "<fes:ValueReference>code</fes:ValueReference>"
    parts = "".join(
        f"<fes:PropertyIsEqualTo>{value}<fes:Literal>{n}</fes:Literal></fes:PropertyIsEqualTo>" for n in range(80)
    )
    text = f'<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0"><fes:Or>{parts}</fes:Or></fes:Filter>'
    given = {"service": "WFS", "version": "2.0.0", "request": "GetFeature", "typenames": "app:parcels", "filter": text}
    assert len(text) > 8_190
    status, told = answered(port, f"/wfs?{urlencode(given)}")
    assert status == 200, told[:500]
