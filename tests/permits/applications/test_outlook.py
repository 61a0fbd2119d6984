"""What somebody is told about a fence before applying, on the page that everyone may open."""

import pytest
import shapely

from parcels.plans.enums import MaskKind
from permits.applications.outlook import outlook_of
from tests.factories.cases import build, enter_drawn, on_ground, restrict

QUARTER = """
AAB
AAB
"""


@pytest.fixture
def parcel(ground):
    return enter_drawn(ground.west, QUARTER)["A"]


def page(client, parcel):
    return client.get(f"/parcels/{parcel.code}/").content.decode()


def test_vacant_land_invites_to_apply(client, ground, parcel):
    build(ground.west, on_ground(shapely.box(20, 2, 28, 18), ground.west))
    restrict(ground.west, on_ground(shapely.box(20, 0, 40, 20), ground.west), MaskKind.FLOOD)
    assert outlook_of(parcel).clear
    assert "يمكنك طلب تسوير هذه الأرض" in page(client, parcel)


def test_built_land_says_so_and_no_longer_invites(client, ground, parcel):
    build(ground.west, on_ground(shapely.box(5, 5, 15, 15), ground.west))
    told = page(client, parcel)
    assert "يوجد مبنى على هذه القطعة" in told
    assert "يمكنك طلب تسوير هذه الأرض" not in told
    assert "/permits/apply/" in told


@pytest.mark.parametrize("kind", MaskKind)
def test_a_restriction_is_named_when_it_bars_a_fence(client, ground, parcel, kind):
    restrict(ground.west, on_ground(shapely.box(15, 15, 40, 40), ground.west), kind)
    assert outlook_of(parcel).restrictions == (() if kind == MaskKind.HERITAGE else (str(kind.label),))
    assert ("نطاق مقيّد" in page(client, parcel)) == (kind != MaskKind.HERITAGE)
