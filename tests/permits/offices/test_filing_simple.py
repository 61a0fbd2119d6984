"""Kinds of permit that are data, filed by programs: as on the page, with the fields of the row and nothing else."""

import csv

import pytest

from geo.municipalities.scope import territory
from geo.settings.base import ROOT
from geo.spatial.shapes import to_shapely
from permits.applications.models import PermitApplication
from permits.applications.reference import load_simple_kinds
from tests.factories.cases import enter_drawn, hold_tariffs
from tests.factories.offices import call, fencing

LIST = "/api/v1/applications"
SIGN = {"shop": "مخبز النخلة", "sign": "lit", "sign_m2": 4.5, "height_m": "3", "arabic": True}


@pytest.fixture
def parcel(ground):
    with (ROOT / "data" / "reference" / "simple_kinds.csv").open(encoding="utf-8", newline="") as file:
        load_simple_kinds(list(csv.DictReader(file)))
    hold_tariffs({"shop_sign_area": ("10", "m2"), "site_preparation_area": ("0.5", "m2")})
    return enter_drawn(ground.west, "A", cell_m=20)["A"]


def sign(parcel, **changed):
    return fencing(parcel.code, **{"kind": "simple", "simple": "shop-sign", "details": SIGN, **changed})


def test_a_shop_sign_is_filed_under_its_own_name_on_the_whole_parcel(made, parcel):
    answer = call(made, "POST", LIST, sign(parcel))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["kind"], told["title"], told["state"]) == ("simple", "رخصة لوحة محل", "draft")
    assert [found["rule"] for found in told["findings"]] == ["parcel_in_force"]
    assert [row["title"] for row in call(made, "GET", LIST).json()["results"]] == ["رخصة لوحة محل"]
    with territory([parcel.municipality_id]):
        held = PermitApplication.objects.get()
        assert (held.simple.code, held.details["sign_m2"], held.details["shop"]) == ("shop-sign", "4.50", "مخبز النخلة")
        assert to_shapely(held.works).equals(to_shapely(parcel.geom))


def test_works_that_are_drawn_are_sent(made, parcel):
    square = {"type": "Polygon", "coordinates": [[[50, 26], [50.0001, 26], [50.0001, 26.0001], [50, 26]]]}
    assert call(made, "POST", LIST, sign(parcel, works=square)).json()["code"] == "invalid_input"
    site = sign(parcel, simple="site-preparation", details={})
    assert call(made, "POST", LIST, site).json()["code"] == "shape_unclear"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"simple": ""}, "invalid_input"),
        ({"simple": "palace"}, "kind_not_held"),
        ({"kind": "fencing"}, "invalid_input"),
        ({"details": {**SIGN, "colour": "red"}}, "invalid_input"),
        ({"details": {**SIGN, "sign": "moon"}}, "details_wrong"),
        ({"details": {**SIGN, "arabic": "yes"}}, "details_wrong"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_kept(made, parcel, changed, code):
    answer = call(made, "POST", LIST, sign(parcel, **changed))
    assert (answer.status_code // 100, answer.json()["code"]) == (4, code)
    with territory([parcel.municipality_id]):
        assert not PermitApplication.objects.exists()
