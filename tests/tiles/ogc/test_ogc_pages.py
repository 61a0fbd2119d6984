"""The API for people: every resource as a page, in both languages, with the design of the other pages."""

import pytest
from django.test import Client
from django.utils import translation

from geo.exchange.columns import columns_of
from geo.layers.registry import layers
from tests.tiles.ogc.conftest import ITEMS, body, codes, raw

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PAGES = [
    "/ogc", "/ogc/conformance", "/ogc/api", "/ogc/collections", "/ogc/collections/parcels", ITEMS,
    "/ogc/collections/parcels/queryables",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("language", "side"), [("ar", "rtl"), ("en", "ltr")])
def test_every_resource_is_a_page_in_both_languages(quarter, path, language, side):
    for answer in (raw(path, f="html", lang=language), raw(path, lang=language, headers=BROWSER)):
        assert answer.headers["Content-Type"].startswith("text/html")
        text = body(answer).decode()
        assert f'<html lang="{language}" dir="{side}"' in text
        assert text.count("<h1") == 1
        assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("path", PAGES)
def test_programs_get_json_whatever_else_they_take(quarter, path):
    for accept in ("*/*", "application/geo+json, application/json", "application/json, text/html;q=0.5", "image/png"):
        assert "json" in raw(path, headers={"accept": accept}).headers["Content-Type"], accept
    assert "json" in raw(path, f="json", headers=BROWSER).headers["Content-Type"]


def test_features_are_a_table_whose_rows_and_next_page_are_linked(ask):
    text = body(raw(ITEMS, f="html", limit="2", lang="ar")).decode()
    first, second, third = codes(ask(ITEMS))[:3]
    assert f"/items/{first}?f=html" in text and f"/items/{second}?f=html" in text and third not in text
    assert "f=html" in text.partition('rel="next"')[2].partition(">")[0]
    with translation.override("ar"):
        words = next(dict(column.words) for column in columns_of(layers["parcels"]) if column.name == "state")
        assert words[ask(f"{ITEMS}/{first}")["properties"]["state"]] in text


def test_a_feature_is_a_page_of_its_facts(ask):
    first = ask(ITEMS)["features"][0]
    text = body(raw(f"{ITEMS}/{first['id']}", f="html")).decode()
    assert first["properties"]["district_name"] in text and first["id"] in text


def test_a_page_holds_a_hundred_rows_at_most(quarter):
    assert raw(ITEMS, f="html", limit="10000").status_code == 200
    from tiles.ogc.web import MOST_ON_A_PAGE

    assert MOST_ON_A_PAGE == 100


def test_a_refusal_is_a_page_for_people(quarter):
    answer = raw("/ogc/collections/none", headers=BROWSER)
    assert answer.status_code == 404 and answer.headers["Content-Type"].startswith("text/html")
    assert b"collection_unknown" in body(answer)


def test_what_a_person_wrote_is_shown_and_does_nothing(quarter):
    text = body(raw(ITEMS, f="html", number="<script>alert(1)</script>")).decode()
    assert "<script>alert" not in text


def test_an_address_with_a_nul_is_refused(quarter):
    assert Client().get("/ogc/collections/a%00b").status_code == 404
    assert raw(ITEMS, number="a\0b").headers["Content-Type"] == "application/problem+json"
