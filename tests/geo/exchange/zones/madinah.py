"""Buildings of al-Madinah with their axes exchanged, in a deployment that keeps EPSG:9357 (run by test_real_sets)."""

import pytest

from geo.municipalities.scope import everywhere
from geo.staging.errors import OutsideTerritory
from geo.staging.standing import counts
from tests.geo.exchange.zones.conftest import found

SET = "madinah_buildings_swapped.zip"


def test_exchanged_axes_are_recognised_proposed_and_taken_once_confirmed(office_on):
    town = office_on(540_000, 2_690_000, 580_000, 2_720_000)
    with pytest.raises(OutsideTerritory) as refused:
        town.take(SET)
    assert refused.value.code == "axes_swapped"
    best = refused.value.context["proposals"][0]
    assert (best["epsg"], best["swapped"], best["inside"]) == (4326, True, 1.0)
    layer = town.take(SET, epsg=4326, swapped=True)
    with everywhere():
        assert counts(layer)["read"] == 708
    overlaps = [fact["area_m2"] for fact in found(layer, "overlaps_row")]
    assert (len(overlaps), sum(area > 1 for area in overlaps)) == (20, 19)
    assert sum(overlaps) == pytest.approx(1945, rel=0.01)
