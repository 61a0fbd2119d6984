"""Exports under /api/v1/."""

import json

import pytest
from django.test import Client

from geo.exchange.formats import formats
from geo.exchange.selectors import exportable_layers

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "tiles"])
LAND = "/api/v1/exports/parcels"


@pytest.fixture(autouse=True)
def small(settings, tmp_path):
    """More than four rows are many."""
    settings.EXPORTS_FOLDER = tmp_path / "exports"
    settings.EXPORTS_AT_ONCE_ROWS = 4


def test_the_list_tells_layers_and_formats(land, client):
    told = client.get("/api/v1/exports").json()
    assert [row["name"] for row in told["layers"]] == [layer.name for layer in exportable_layers()]
    assert {row["name"] for row in told["formats"]} == {form.name for form in formats()}
    assert next(row for row in told["layers"] if row["name"] == "parcels")["past"] is True


def test_a_small_layer_is_answered_at_once(land, client):
    answer = client.get(LAND, {"format": "geojson", "municipality": "5012"})
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert len(json.loads(b"".join(answer.streaming_content))["features"]) == 2


def test_a_large_one_says_how_it_is_had(land, client):
    refused = client.get(LAND)
    assert (refused.status_code, refused.json()["code"]) == (409, "export_too_large")


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"format": "dwg"}, 404, "unknown_format"),
        ({"crs": "nine", "plan": "713/3"}, 400, "parameter_invalid"),
        ({"crs": "999999", "plan": "713/3"}, 400, "unknown_crs"),
        ({"plan": "9/9"}, 404, "unknown_plan"),
        ({"as_of": "2999-01-01"}, 400, "instant_in_future"),
        ({"colour": "red"}, 400, "parameter_unknown"),
    ],
)
def test_what_cannot_be_is_a_problem_document(land, client, asked, status, code):
    refused = client.get(LAND, asked)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_visitor_cannot_ask_for_the_background(land, client):
    assert client.post(LAND).status_code == 403


def test_asked_for_it_is_made_and_opened_by_the_asker_alone(land, do_jobs):
    client = Client()
    client.force_login(land.citizen)
    asked = client.post(f"{LAND}?format=csv")
    told = asked.json()
    assert (asked.status_code, told["state"], told["file"]) == (202, "waiting", None)
    assert asked.headers["Location"] == told["url"]
    do_jobs()
    ready = client.get(told["url"]).json()
    assert (ready["state"], ready["rows_done"]) == ("done", 5)
    file = b"".join(client.get(ready["file"]).streaming_content)
    assert file.decode("utf-8-sig").count("\n") == 6
    other = Client()
    other.force_login(land.west.head)
    assert [other.get(address).status_code for address in (told["url"], ready["file"])] == [404, 404]
    assert Client().get(ready["file"]).status_code == 403
