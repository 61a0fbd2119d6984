"""What the page of a parcel shows of boundaries, areas, deeds and rights, and to whom."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from geo.layers.panels import panels_for
from geo.municipalities.scope import territory
from parcels.rights.enums import RightKind
from parcels.rights.registry import _sources, observes_area
from parcels.rights.services import grant_right
from tests.parcels.rights.conftest import SINCE, side

NAME = "مالك 1"
NUMBER = "123456789012"


@pytest.fixture
def recorded(land):
    deed = land.deed("A", side("north", "20.01", words="عشرون متراً", text="شارع قديم"), area_m2=Decimal("477.77"))
    grant_right(
        parcel=land.parcel("A"), party=land.party(), kind=RightKind.OWNERSHIP, by=land.office.head, since=SINCE,
        share=(1, 3), deed=deed,
    )  # fmt: skip
    return land


def page(land, person, *, language="ar", ids=None):
    request = RequestFactory().get("/")
    request.user = person
    with translation.override(language), territory(ids or []):
        return "".join(panels_for("land_record", request, land.drawn["A"]))


def test_everyone_sees_boundaries_with_lengths_neighbours_and_words(recorded):
    html = page(recorded, AnonymousUser())
    assert "القطعة رقم ٢" in html and "أرض غير مقيدة في السجل" in html
    assert "عشرون متراً وسنتيمتر واحد" in html
    assert "٢٠٫٠٠" in html and "٢٠٫٠١" in html
    assert "Parcel 2" in page(recorded, AnonymousUser(), language="en")


@pytest.mark.parametrize("who", ["nobody", "citizen", "head of another office"])
def test_no_holder_and_no_deed_is_shown_to_others(recorded, places, who):
    person = {"nobody": AnonymousUser(), "citizen": places.citizen, "head of another office": places.east.head}[who]
    # Even where the rows could be read, the policy decides.
    for ids in ([], [places.east.body.pk], [places.west.body.pk]):
        html = page(recorded, person, ids=ids)
        assert not [private for private in (NAME, NUMBER, "477", "٤٧٧", "شارع قديم") if private in html]


@pytest.mark.parametrize("role", ["surveyor", "engineer", "head"])
def test_the_offices_people_see_deeds_checks_and_holders(recorded, role):
    html = page(recorded, getattr(recorded.office, role), ids=[recorded.office.body.pk])
    for shown in (NAME, NUMBER, "٤٧٧٫٧٧", "شارع قديم", "١/٣", "finding-unknown"):
        assert shown in html


def test_the_planner_sees_no_holder(recorded):
    from geo.accounts.enums import Role
    from tests.factories.places import member

    planner = member(Role.PLANNER, recorded.office.body)
    assert NAME not in page(recorded, planner, ids=[recorded.office.body.pk])


def test_text_of_a_deed_is_escaped(land):
    land.deed("A", side("north", "20", text="<script>alert(1)</script>"))
    html = page(land, land.office.head, ids=[land.office.body.pk])
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_a_surveyed_area_is_asked_of_whoever_declared_that_it_knows(recorded):
    try:
        observes_area(lambda parcel: None)
        observes_area(lambda parcel: Decimal("399.25"))
        assert "٣٩٩٫٢٥" in page(recorded, AnonymousUser())
    finally:
        del _sources[:]
    assert "٣٩٩٫٢٥" not in page(recorded, AnonymousUser())
