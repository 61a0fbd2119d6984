"""The quarter from which tiles are cut, asked for as features."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.tiles.mvt.conftest import quarter

__all__ = ["quarter"]
ITEMS = "/ogc/collections/parcels/items"
HYPHENED = {"bbox_crs", "filter_lang", "filter_crs"}


@pytest.fixture(autouse=True)
def no_extent_is_known() -> Iterator[None]:
    """Forget the extents of layers: each test has its own land."""
    cache.clear()
    yield
    cache.clear()


def body(answer: Any) -> bytes:
    """Return the whole body of an answer of `raw`, streamed or not."""
    return answer.whole


@pytest.fixture
def ask(quarter: Any) -> Callable[..., Any]:
    """Return a function that asks an address and returns the JSON of its answer, which must be 200."""

    def asked(path: str, person: Any = None, **given: Any) -> Any:
        answer = raw(path, person, **given)
        told = body(answer)
        assert answer.status_code == 200, told.decode()
        return json.loads(told)

    return asked


def raw(path: str, person: Any = None, *, headers: dict[str, str] | None = None, **given: Any) -> Any:
    """Return the answer of an address, read to its end; "bbox_crs" stands for "bbox-crs" and the like."""
    client = Client()
    if person is not None:
        client.force_login(person)
    named = {name.replace("_", "-") if name in HYPHENED else name: value for name, value in given.items()}
    answer = client.get(path, named, headers=headers or {})
    answer.whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def refusal(path: str, **given: Any) -> tuple[int, str]:
    """Return status and code with which an address refuses: always a problem document."""
    answer = raw(path, **given)
    assert answer.headers["Content-Type"] == "application/problem+json", body(answer)[:300]
    return answer.status_code, json.loads(answer.content)["code"]


def codes(told: Any) -> list[str]:
    """Return the ids of the features of a collection."""
    return [feature["id"] for feature in told["features"]]
