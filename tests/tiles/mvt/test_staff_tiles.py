"""Tiles of the staff: each person's own territories, from memory or made, and nobody else's."""

from datetime import timedelta

import mapbox_vector_tile
import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from shapely import box

from geo.accounts.enums import Role
from geo.accounts.models import Membership
from geo.layers.changes import data_version
from tests.factories.places import ORIGIN
from tests.parcels.quality.territory import enter, hold_values, look_and_record, redraw
from tests.tiles.mvt.pyramid import tile_over
from tiles.mvt import bodies
from tiles.mvt.kept import Kept, kept

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "tiles"])
#: One tile over both offices.
ZOOM = 9


@pytest.fixture
def offices(transactional_db):
    """Both offices with a finding each: an overlap of 20 m² in the west, of 60 m² in the east."""
    from tests.factories.places import make_places

    kept.clear()
    hold_values()
    places = make_places()
    for office, x, deep in ((places.west, 0, 1), (places.east, 1000, 3)):
        ids = enter(office, {"A": box(x, 0, x + 20, 20), "B": box(x + 20, 0, x + 40, 20)})
        redraw(ids["B"], box(x + 20 - deep, 0, x + 40, 20))
    look_and_record(places)
    yield places
    kept.clear()


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def address():
    place = Point(ORIGIN[0] + 1000, ORIGIN[1] + 10, srid=9359).transform(3857, clone=True)
    return "/tiles/findings/{}/{}/{}.mvt".format(ZOOM, *tile_over(place.x, place.y, ZOOM))


def sizes(person):
    """Return the sizes of the findings that a person's tile tells."""
    answer = client_of(person).get(address())
    assert answer.status_code == 200
    tile = mapbox_vector_tile.decode(answer.content)
    return sorted(round(one["properties"]["size"]) for one in tile.get("findings", {}).get("features", []))


@pytest.mark.parametrize("order", [("west", "east", "west", "east"), ("east", "west", "east", "west")])
def test_two_officers_never_get_each_others_tile_from_a_warm_cache(offices, order):
    own = {"west": [20], "east": [60]}
    for place in order:
        assert sizes(getattr(offices, place).surveyor) == own[place]


def test_who_has_a_role_in_both_places_sees_both_and_the_others_still_one(offices):
    Membership.objects.create(
        user=offices.west.head, role=Role.HEAD, municipality=offices.municipality, starts_on=timezone.localdate()
    )
    assert sizes(offices.west.surveyor) == [20]
    assert sizes(offices.west.head) == [20, 60]
    assert sizes(offices.east.surveyor) == [60]
    assert sizes(offices.west.surveyor) == [20]


def test_who_no_longer_has_a_role_gets_nothing_of_what_he_had_warmed(offices):
    person = offices.west.surveyor
    assert sizes(person) == [20]
    Membership.objects.filter(user=person).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client_of(person).get(address()).status_code == 404
    Membership.objects.create(
        user=person, role=Role.SURVEYOR, municipality=offices.east.body, starts_on=timezone.localdate()
    )
    assert sizes(person) == [60]


def test_a_tile_that_is_kept_is_not_cut_again_until_something_changes(offices, monkeypatch):
    # A version tells also who is writing now, anywhere on the server: other tests may be.
    monkeypatch.setattr(bodies, "data_version", lambda layer: data_version(layer).partition(":")[0])

    def cuts(person):
        with CaptureQueriesContext(connection) as asked:
            sizes(person)
        return sum("ST_AsMVT" in query["sql"] for query in asked.captured_queries)

    west, east = offices.west, offices.east
    assert (cuts(west.surveyor), cuts(west.surveyor), cuts(west.engineer)) == (1, 0, 0)
    assert cuts(east.surveyor) == 1
    ids = enter(west, {"C": box(100, 0, 120, 20), "D": box(120, 0, 140, 20)})
    redraw(ids["D"], box(118, 0, 140, 20))
    look_and_record(offices)
    assert sizes(west.surveyor) == [20, 40]
    assert sizes(east.surveyor) == [60]


def test_the_change_that_is_not_committed_yet_is_not_kept_out_for_ever(offices):
    """One writes first and commits last: what was kept meanwhile is not taken for the newest."""
    from tests.sql.connections import connect

    moved = "UPDATE quality_checkfinding SET size = %s WHERE municipality_id = %s"
    with connect("admin", autocommit=False) as early, connect("admin", autocommit=False) as late:
        early.execute(moved, [77, offices.west.body.pk])
        late.execute(moved, [88, offices.east.body.pk])
        late.commit()
        assert sizes(offices.west.surveyor) == [20]
        early.commit()
    assert sizes(offices.west.surveyor) == [77]
    assert sizes(offices.east.surveyor) == [88]


def test_a_layer_of_the_staff_has_no_past(offices):
    assert client_of(offices.west.surveyor).get(address(), {"as_of": "2019-01-01"}).status_code == 400


def test_nobody_else_keeps_a_tile_of_the_staff(offices):
    answer = client_of(offices.west.surveyor).get(address())
    assert {part.strip() for part in answer.headers["Cache-Control"].split(",")} == {"private", "no-store"}


def test_what_is_kept_stays_within_its_room_and_the_least_asked_for_goes_first():
    small = Kept(room=3_000)
    for key in "abc":
        small.get_or_make(key, lambda: b"x" * 500)
    small.get_or_make("a", lambda: b"never made")
    small.get_or_make("d", lambda: b"x" * 500)
    assert small.get_or_make("a", lambda: b"new") == b"x" * 500
    assert small.get_or_make("b", lambda: b"new") == b"new"
    assert small.get_or_make("large", lambda: b"x" * 5_000) == b"x" * 5_000
    assert small.get_or_make("large", lambda: b"again") == b"again"
