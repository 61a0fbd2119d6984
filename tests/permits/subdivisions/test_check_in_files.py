"""Files that come back and are not taken: others, without their seal, hostile, still open, of other people."""

from uuid import uuid4

import pytest

from geo.errors import DomainError, NotAllowed
from geo.exchange.reading.errors import FileRefused
from geo.municipalities.scope import act_as, territory
from permits.subdivisions.checkout.areas import of_plan
from permits.subdivisions.checkout.services import check_in, check_out, open_requests
from permits.subdivisions.errors import CheckInFaulty, CheckOutUnknown, NotACheckOut, OtherSystem, StillOpen
from permits.subdivisions.models import CheckIn, CheckInRow
from tests.permits.subdivisions.edited import Edited
from tests.permits.subdivisions.test_procedure import GROUNDS, point
from tests.permits.subdivisions.trips import polygon

pytestmark = pytest.mark.django_db(transaction=True)


def refused(trip, content, name="a.gpkg"):
    with pytest.raises(DomainError) as why:
        trip.back(content=content, name=name)
    with trip.ground.scope():
        assert not CheckIn.objects.exists()
        assert not CheckInRow.objects.exists()
    return why.value


def test_a_file_of_another_kind_or_without_its_table_or_seal_is_refused(trip, tmp_path):
    assert isinstance(refused(trip, b"{}", "a.geojson"), NotACheckOut)
    assert isinstance(refused(trip, b"SQLite format 3\x00 not"), FileRefused)
    whole = trip.file.content()
    for statement in (
        "DELETE FROM check_out", "UPDATE check_out SET id = 'x'", "UPDATE check_out SET seal = 'x'",
        "UPDATE check_out SET seal = replace(seal, '.', '.0')", "ALTER TABLE parcels RENAME COLUMN key TO other",
    ):  # fmt: skip
        edited = Edited(tmp_path, whole, "other.gpkg")
        edited.run(statement)
        assert isinstance(refused(trip, edited.content()), NotACheckOut), statement
    edited = Edited(tmp_path, whole, "other.gpkg")
    edited.run("UPDATE check_out SET id = ?", str(uuid4()))
    assert isinstance(refused(trip, edited.content()), CheckOutUnknown)


def test_the_table_of_one_check_out_does_not_vouch_for_another(trip, ground, tmp_path):
    with ground.scope():
        act_as(trip.person.pk)
        other = check_out(area=of_plan(ground.office.plan), lock=False, by=trip.person, request_id=uuid4())
    trip.file.run("UPDATE check_out SET id = ?", str(other.pk))
    assert isinstance(refused(trip, trip.file.content()), NotACheckOut)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("CREATE VIEW v AS SELECT * FROM parcels", "package_active"),
        ("CREATE TRIGGER evil AFTER INSERT ON parcels BEGIN SELECT load_extension('x'); END", "package_active"),
        ("CREATE VIRTUAL TABLE t USING fts5(a)", "package_active"),
    ],
)
def test_what_could_run_in_a_file_is_refused(trip, statement, code):
    trip.file.run(statement)
    assert refused(trip, trip.file.content()).code == code


def test_a_file_that_is_still_open_is_refused_with_what_to_do(trip):
    trip.file.run("PRAGMA journal_mode = WAL")
    assert isinstance(refused(trip, trip.file.content()), StillOpen)


def test_a_bow_tie_is_refused_with_its_row_and_place(trip):
    trip.file.draw(trip.fid("B"), polygon((0, 0), (10, 10), (10, 0), (0, 10)))
    why = refused(trip, trip.file.content())
    assert isinstance(why, CheckInFaulty)
    assert (why.context["rows"][0]["row"], why.context["rows"][0]["code"]) == (trip.fid("B"), "crosses_itself")
    assert why.context["rows"][0]["at"] == list(point(5, 5))


def test_a_layer_in_another_system_is_refused(trip):
    trip.file.run("UPDATE gpkg_geometry_columns SET srs_id = 4326 WHERE table_name = 'parcels'")
    trip.file.run("UPDATE gpkg_contents SET srs_id = 4326 WHERE table_name = 'parcels'")
    assert isinstance(refused(trip, trip.file.content()), OtherSystem)


def test_only_whoever_took_the_land_along_brings_it_back(trip, ground, places):
    content = trip.file.content()
    with ground.scope(), pytest.raises(NotAllowed):
        check_in(content=content, name="a.gpkg", by=places.west.engineer, request_id=uuid4())
    with territory([places.east.body.pk]), pytest.raises(CheckOutUnknown):
        check_in(content=content, name="a.gpkg", by=places.east.surveyor, request_id=uuid4())
    came = trip.back()
    with ground.scope(), pytest.raises(NotAllowed):
        open_requests(check_in=came, left_out=(), grounds=GROUNDS, by=places.west.engineer)
    with territory([places.east.body.pk]):
        assert not CheckIn.objects.exists()
        assert not CheckInRow.objects.exists()
