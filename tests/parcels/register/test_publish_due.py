"""What becomes true in law by the calendar alone is shown from that day, by nobody's hand."""

import pytest
import shapely
from django.core.management import call_command

from geo.municipalities.scope import territory
from parcels.register.models import PublishedParcel
from parcels.register.services import publish_due
from parcels.register.tasks import publish_due as nightly
from tests.factories.places import make_places
from tests.parcels.quality.territory import enter, past_the_rules

BOX = shapely.box(0, 0, 20, 20)
#: Written long ago, true until yesterday, and another outline from then on. Past the triggers, which would publish it.
END = """UPDATE register_boundaryversion SET valid = tstzrange(now() - interval '9 days', now() - interval '1 day')
  WHERE parcel_id = %s"""
GO_ON = """INSERT INTO register_boundaryversion
  (parcel_id, municipality_id, geom, several_parts, valid, recorded, accuracy_m, source, recorded_by_id)
  SELECT parcel_id, municipality_id, ST_Multi(ST_Translate(geom, 1, 0)), false,
         tstzrange(now() - interval '1 day', NULL), recorded, NULL, 'test', NULL
    FROM register_boundaryversion WHERE parcel_id = %s RETURNING id"""


@pytest.fixture
def offices(transactional_db):
    return make_places()


def end(parcel, *, goes_on: bool) -> int | None:
    """Let time pass over a parcel; return the version that is true now."""
    with past_the_rules() as admin:
        admin.execute(END, [parcel])
        return admin.execute(GO_ON, [parcel]).fetchone()[0] if goes_on else None


def shown() -> dict:
    return dict(PublishedParcel.objects.values_list("pk", "version_id"))


def test_a_boundary_that_began_takes_the_place_of_the_one_that_ended(offices):
    parcel = enter(offices.west, {"a": BOX})["a"]
    version = end(parcel, goes_on=True)
    with territory([offices.west.body.pk]):
        assert (publish_due(), publish_due()) == (1, 0)
    assert shown() == {parcel: version}


def test_a_parcel_whose_boundary_ended_without_another_is_shown_no_more(offices):
    ids = enter(offices.west, {"a": BOX, "b": shapely.box(40, 0, 60, 20)})
    end(ids["a"], goes_on=False)
    with territory([offices.west.body.pk]):
        assert publish_due() == 1
    assert set(shown()) == {ids["b"]}


def test_a_parcel_that_begins_is_shown_from_then_on(offices):
    parcel = enter(offices.west, {"a": BOX})["a"]
    with past_the_rules() as admin:
        admin.execute("DELETE FROM register_publishedparcel")
    with territory([offices.west.body.pk]):
        assert publish_due() == 1
    assert set(shown()) == {parcel}


def test_only_the_territory_of_the_transaction_is_touched(offices):
    east = enter(offices.east, {"a": shapely.box(1000, 0, 1020, 20)})["a"]
    before = shown()
    end(east, goes_on=True)
    with territory([offices.west.body.pk]):
        assert publish_due() == 0
    with territory([]):
        assert publish_due() == 0
    assert shown() == before


def test_the_nightly_job_goes_through_all_offices(offices):
    west = enter(offices.west, {"a": BOX})["a"]
    east = enter(offices.east, {"a": shapely.box(1000, 0, 1020, 20)})["a"]
    versions = {west: end(west, goes_on=True), east: end(east, goes_on=True)}
    nightly()
    assert shown() == versions


def test_the_command_says_how_many(offices, capsys):
    end(enter(offices.west, {"a": BOX})["a"], goes_on=True)
    call_command("publish_due")
    assert capsys.readouterr().out.startswith("1 parcels")
