"""The command that brings a file back: the comparison in words, and the refusals of the page."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from permits.subdivisions.models import CheckIn
from tests.permits.subdivisions.edited import Edited
from tests.permits.subdivisions.trips import Trip

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def brought(trip: Trip, tmp_path):
    """Return a function that brings the file of the trip in by the command; it returns what was written."""

    def run(**options) -> str:
        path, told = tmp_path / "back.gpkg", StringIO()
        path.write_bytes(options.pop("content", None) or trip.file.content())
        call_command("check_in", path, person=options.pop("person", trip.person.username), stdout=told, **options)
        return told.getvalue()

    return run


def kept(trip: Trip) -> int:
    with trip.ground.scope():
        return CheckIn.objects.count()


def test_it_says_what_changed_and_where_requests_are_opened(trip, brought):
    trip.file.merge(trip.fid("A"), trip.fid("B"))
    told = brought()
    assert "unchanged 1, groups 1, to open 1, changed meanwhile 0, corners moved 0" in told
    assert "parcels 1, 2: merge" in told
    with trip.ground.scope():
        assert f"/{CheckIn.objects.get().pk}/" in told


def test_a_dry_run_compares_and_keeps_nothing(trip, brought):
    assert "dry run: nothing was kept" in brought(dry_run=True)
    assert kept(trip) == 0


def test_it_refuses_what_the_page_refuses(trip, brought, places, tmp_path):
    for person in (places.west.head, places.east.surveyor, places.citizen):
        with pytest.raises(CommandError):
            brought(person=person.username)
    with pytest.raises(CommandError, match="no user"):
        brought(person="nobody")
    with pytest.raises(CommandError):
        brought(content=b"{}")
    forged = Edited(tmp_path, trip.file.content(), "other.gpkg")
    forged.run("UPDATE check_out SET seal = 'x'")
    with pytest.raises(CommandError):
        brought(content=forged.content())
    assert kept(trip) == 0
