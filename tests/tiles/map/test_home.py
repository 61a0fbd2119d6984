"""The map page, with scripts and without."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.places import Places

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])


def page(client: Client, query: str = "") -> str:
    response = client.get(reverse("map:home") + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_hands_its_configuration_to_the_element(client: Client) -> None:
    script = re.search(r'<land-map[^>]*>\s*<script type="application/json">(.*?)</script>', page(client), re.DOTALL)
    assert script is not None
    config = json.loads(script.group(1))
    assert config["search"] == "/api/v1/search"
    assert {"parcels", "parcel_labels", "blocks", "districts", "permits"} <= {
        layer["name"] for layer in config["layers"]
    }


def test_without_scripts_there_is_a_search_form_and_the_list_of_places(client: Client, places: Places) -> None:
    html = page(client)
    assert f'action="{reverse("search:page")}"' in html
    for office in (places.west, places.east):
        assert reverse("plans:body", args=[office.body.code]) in html
        assert office.body.name in html


def test_arabic_runs_right_to_left_and_english_by_switch_left_to_right(client: Client) -> None:
    assert '<html lang="ar" dir="rtl">' in page(client)
    assert '<html lang="en" dir="ltr">' in page(client, "?lang=en")


def test_searched_words_come_back_escaped(client: Client) -> None:
    assert 'value="&quot;&gt;&lt;b&gt;"' in page(client, "?q=%22%3E%3Cb%3E")


def test_the_page_names_no_other_host(client: Client) -> None:
    named = re.findall(r"""(?:src|href|action)=["'](?:https?:)?//([^/"']+)""", page(client))
    assert named == []


def test_the_page_can_only_be_read(client: Client) -> None:
    assert client.post(reverse("map:home")).status_code == 405


def test_maps_on_other_pages_ask_for_the_same_configuration(client: Client) -> None:
    response = client.get(reverse("map:config") + "?lang=en")
    assert response.json()["strings"]["retry"] == "Try again"
    assert "no-store" in response.headers["Cache-Control"]
