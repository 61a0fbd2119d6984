"""A pool on the map: every plot in its place, drawn by what stands against it, with every reason in words."""

import pytest
from django.test import Client

from geo.spatial.shapes import to_shapely
from parcels.plans.enums import MaskKind
from parcels.register.enums import ParcelState
from permits.grants.enums import Reason
from permits.grants.pool_map import FITS, GROUPS, group_of
from tests.factories.cases import build, change_parcel, restrict

pytestmark = pytest.mark.django_db
WORLD = "-20037508,-20037508,20037508,20037508"


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def asked(client, pool, box=WORLD):
    answer = client.get(f"/grants/pools/{pool.pk}/places?bbox={box}")
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.json()


@pytest.fixture
def pool(grants):
    """A pool in which A fits, B is restricted and built on, C is not active, and no street reaches D."""
    build(grants.office, to_shapely(grants.plots["B"].geom).buffer(-5))
    restrict(grants.office, to_shapely(grants.plots["B"].geom).buffer(-5), MaskKind.FLOOD)
    change_parcel(grants.office, grants.plots["C"], ParcelState.FROZEN)
    return grants.pool()


def test_every_plot_is_drawn_where_it_lies_with_every_reason(grants, pool):
    told = asked(client_of(grants.officer), pool)
    rows = {row["key"]: row for row in told["rows"]}
    found = {letter: rows[parcel.code] for letter, parcel in grants.plots.items()}
    assert told["whole"] and len(rows) == 4
    assert {letter: row["look"] for letter, row in found.items()} == {
        "A": "sound", "B": "warned", "C": "faulty", "D": "warned",
    }  # fmt: skip
    assert found["A"]["told"] == "صالحة"
    assert set(found["B"]["told"].split(" · ")) == {str(Reason.MASKED.label), str(Reason.BUILT.label)}
    assert found["D"]["told"] == str(Reason.NO_STREET.label)
    assert all(
        row["geometry"]["type"] == "MultiPolygon" and row["url"].startswith("/parcels/") for row in rows.values()
    )


def test_a_box_shows_what_lies_in_it(grants, pool):
    officer = client_of(grants.officer)
    corner = asked(officer, pool)["rows"][0]["geometry"]["coordinates"][0][0][0]
    near = asked(officer, pool, ",".join(str(side) for side in (*corner, *corner)))["rows"]
    assert 0 < len(near) < 4
    assert asked(officer, pool, "0,0,10,10") == {"rows": [], "whole": True}
    assert officer.get(f"/grants/pools/{pool.pk}/places?bbox=1,2").status_code == 400


def test_the_page_has_the_key_of_what_the_pool_has_and_leads_from_the_list_to_the_map(grants, pool):
    page = client_of(grants.officer).get(f"/grants/pools/{pool.pk}/").content.decode()
    assert f"/grants/pools/{pool.pk}/places" in page and "<land-rows" in page
    assert {look for look in ("sound", "faulty", "blocked", "warned", "left_out") if f"pool-sign-{look}" in page} == {
        "sound", "faulty", "warned",
    }  # fmt: skip
    assert all(f'data-row="{parcel.code}"' in page for parcel in grants.plots.values())


def test_nobody_else_is_shown_a_pool(grants, pool, ground):
    for person in (ground.west.head, ground.citizen):
        assert client_of(person).get(f"/grants/pools/{pool.pk}/places?bbox={WORLD}").status_code == 404
    assert Client().get(f"/grants/pools/{pool.pk}/places?bbox={WORLD}").status_code == 302


def test_every_reason_is_drawn_in_one_way_of_its_own_and_the_weightiest_wins():
    assert sorted(reason for group in GROUPS for reason in group.reasons) == sorted(Reason)
    assert len({group.look for group in (FITS, *GROUPS)}) == len(GROUPS) + 1
    assert group_of([Reason.AREA, Reason.OWNED]).look == "blocked"
    assert group_of([]) is FITS
