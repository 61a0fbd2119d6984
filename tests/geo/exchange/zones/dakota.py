"""Parcels of Dakota County, in a deployment that keeps EPSG:26915 (run by test_real_sets): overlaps and gaps told.

As published the set has 65 pairs with more than 0.01 m² in common, 47 of them wider than the 1.5 mm from which parcels
overlap (docs/decisions, 7), and 456 voids, of which the millimetre grid closes 62. These counts were made with shapely.
"""

from geo.municipalities.scope import everywhere
from geo.staging.standing import counts
from tests.geo.exchange.zones.conftest import found


def test_overlaps_and_gaps_of_a_county_are_told_row_by_row(office_on):
    county = office_on(470_000, 4_900_000, 530_000, 4_990_000)
    layer = county.take("dakota_parcels.zip")
    assert (layer.epsg, layer.operation, layer.proposals[0]["epsg"]) == (26915, "", 26915)
    overlaps = [fact["area_m2"] for fact in found(layer, "overlaps_row")]
    assert (len(overlaps), sum(area > 0.01 for area in overlaps), sum(area > 1 for area in overlaps)) == (48, 47, 21)
    gaps = [fact["area_m2"] for fact in found(layer, "gap")]
    assert (len(gaps), sum(area < 5 for area in gaps)) == (382, 379)
    assert (len(found(layer, "several_parts")), found(layer, "same_as_row")) == (77, [])
    with everywhere():
        told = counts(layer)
    assert (told["read"], told["faulty"], told["blocked"]) == (4040, 0, 25)
