"""Panels: what slices add to a page that does not know them."""

import pytest
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from geo.layers import panels
from geo.layers.panels import adds_to, panels_for


@pytest.fixture(autouse=True)
def no_other_panels(monkeypatch):
    monkeypatch.setattr(panels, "_panels", {})


def test_panels_of_a_place_come_in_the_order_in_which_they_were_declared():
    request = RequestFactory().get("/")
    seen = []

    @adds_to("card")
    def first(asked, key):
        seen.append((asked, key))
        return mark_safe("<p>1</p>")

    @adds_to("card")
    def second(asked, key):
        return mark_safe("<p>2</p>")

    assert panels_for("card", request, "key-7") == ["<p>1</p>", "<p>2</p>"]
    assert seen == [(request, "key-7")]


def test_a_panel_with_nothing_to_say_is_left_out():
    @adds_to("card")
    def silent(request, key):
        return None

    @adds_to("card")
    def empty(request, key):
        return mark_safe("")

    assert panels_for("card", RequestFactory().get("/"), "key") == []


def test_a_panel_is_shown_only_in_its_place():
    @adds_to("card")
    def panel(request, key):
        return mark_safe("x")

    assert panels_for("elsewhere", RequestFactory().get("/"), "key") == []


def test_a_declared_panel_can_still_be_called():
    @adds_to("card")
    def panel(request, key):
        return mark_safe(key)

    assert panel(RequestFactory().get("/"), "k") == "k"
