"""Eight sheets of the French cadastre, in a deployment that keeps EPSG:2154 (run by test_real_sets)."""

import pytest

from geo.municipalities.scope import everywhere, territory
from geo.staging.registry import Acceptance
from geo.staging.services import accept
from geo.staging.standing import counts
from parcels.plans.models import Plan
from parcels.register.models import BoundaryVersion
from tests.geo.exchange.zones.conftest import found

#: Parcels of each sheet, as the set's description counts them.
SHEETS = {"AB": 14, "AK": 142, "ZB": 68, "ZC": 78, "ZD": 22, "ZE": 61, "ZH": 80, "ZI": 46}


@pytest.fixture
def commune(office_on):
    return office_on(950_000, 6_690_000, 1_000_000, 6_730_000)


def test_each_sheet_is_read_in_its_own_system_with_nothing_in_the_way(commune):
    for sheet, count in SHEETS.items():
        layer = commune.take(f"edigeo-25354000{sheet}01.tar.bz2", profile="cadastre_fr")
        assert (layer.facts["form"], layer.epsg, layer.operation, layer.state) == ("edigeo", 2154, "", "checked"), sheet
        assert (layer.proposals[0]["epsg"], layer.proposals[0]["swapped"]) == (2154, False)
        with everywhere():
            told = counts(layer)
            assert (told["read"], told["good"]) == (count, count), sheet
            assert all(row.label.startswith("354000") and row.stated_area_m2 for row in layer.rows.all())
        assert found(layer, "gap") == []


def test_the_whole_commune_comes_as_a_geopackage_and_stated_areas_are_compared(commune):
    layer = commune.take("fr_cadastre_25354.zip", layer="parcelle", profile="cadastre_fr")
    with everywhere():
        assert counts(layer)["good"] == sum(SHEETS.values()) == 511
    assert (found(layer, "overlaps_row"), found(layer, "same_as_row"), found(layer, "gap")) == ([], [], [])
    off = [fact["measured_m2"] / fact["stated_m2"] for fact in found(layer, "area_differs")]
    assert len(off) == 70
    assert all(abs(ratio - 1) > 0.05 for ratio in off)


def test_an_accepted_sheet_is_a_draft_plan_of_its_parcels(commune):
    layer = commune.take("edigeo-25354000AB01.tar.bz2", profile="cadastre_fr")
    with territory([commune.body.pk]):
        accept(layer=layer, acceptance=Acceptance(by=commune.head, reason="sheet", answers={"number": "AB"}))
        held = BoundaryVersion.objects.filter(parcel__plan=Plan.objects.get(number="AB"))
        assert held.count() == 14
        assert "EPSG:2154" in held[0].source
