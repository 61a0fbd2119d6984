"""What checks write down: the same by any number of processes, identities kept, repairs resolved, kept apart."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from shapely import box

from geo.municipalities.scope import everywhere, territory
from geo.spatial.refusals import refusals_explained
from parcels.quality.errors import CheckOutdated, ToleranceUnknown
from parcels.quality.models import CheckFinding, CheckRun, PublishedFindingCount
from parcels.quality.services import record_check
from parcels.quality.tolerances import tolerances_on
from tests.parcels.quality.territory import enter, hold_values, look, look_and_record, redraw


@pytest.fixture
def overlapping(offices) -> dict[str, UUID]:
    """Four parcels of the west: two overlap, two have a gap between them."""
    shapes = {"A": box(0, 0, 20, 20), "B": box(20, 0, 40, 20), "C": box(0, 100, 20, 120), "D": box(20.1, 100, 40, 120)}
    ids = enter(offices.west, shapes)
    redraw(ids["B"], box(19, 0, 40, 20))
    return ids


def rows() -> dict[str, CheckFinding]:
    with everywhere():
        return {row.kind: row for row in CheckFinding.objects.all()}


def test_two_processes_and_small_parts_find_what_one_finds(offices, overlapping):
    bodies = (offices.west.body, offices.east.body)
    alone = look(*bodies)
    for jobs, part_most in ((2, 8000), (2, 1), (1, 1)):
        together = look(*bodies, jobs=jobs, part_most=part_most)
        for code, checked in alone.items():
            assert together[code].findings == checked.findings
            assert (together[code].parcels, together[code].counts) == (checked.parcels, checked.counts)
    assert len(alone["5011"].findings) == 2


def test_a_second_check_keeps_the_identity_of_what_is_still_there(offices, overlapping):
    look_and_record(offices)
    before = rows()
    redraw(overlapping["B"], box(18, 0, 40, 20))
    look_and_record(offices)
    after = rows()
    assert {kind: row.pk for kind, row in after.items()} == {kind: row.pk for kind, row in before.items()}
    assert (before["overlap"].size, after["overlap"].size) == (20.0, 40.0)
    assert after["overlap"].first_run_id == before["overlap"].first_run_id < after["overlap"].last_run_id


def test_a_repair_resolves_the_finding_and_a_relapse_is_a_new_one(offices, overlapping):
    look_and_record(offices)
    redraw(overlapping["B"], box(20, 0, 40, 20))
    look_and_record(offices)
    with everywhere():
        repaired = CheckFinding.objects.get(kind="overlap")
        assert repaired.resolved_in_id == CheckRun.objects.filter(municipality=offices.west.body).latest("id").pk
        assert CheckFinding.objects.get(kind="gap").resolved_in is None
    redraw(overlapping["B"], box(19, 0, 40, 20))
    look_and_record(offices)
    with everywhere():
        found = CheckFinding.objects.filter(kind="overlap").order_by("id")
        assert [row.resolved_in is None for row in found] == [False, True]


def test_what_could_not_be_checked_resolves_nothing(offices, overlapping):
    checked = look(offices.west.body)["5011"]
    record_check(checked=checked, as_of=timezone.localdate())
    later = checked.started_at + timedelta(seconds=1)
    record_check(checked=replace(checked, started_at=later, counts={"gap": 0}, findings=()), as_of=timezone.localdate())
    found = rows()
    assert (found["gap"].resolved_in_id is None, found["overlap"].resolved_in_id is None) == (False, True)


def test_an_older_check_is_refused_after_a_later_one(offices, overlapping):
    older = look(offices.west.body)["5011"]
    look_and_record(offices)
    with pytest.raises(CheckOutdated):
        record_check(checked=older, as_of=timezone.localdate())


def test_everyone_may_know_how_many_and_nobody_which(offices, overlapping):
    look_and_record(offices)
    counts = {row.kind: row.count for row in PublishedFindingCount.objects.filter(municipality_id=offices.west.body.pk)}
    assert {kind: count for kind, count in counts.items() if count} == {"overlap": 1, "gap": 1}
    assert len(counts) == 10
    assert CheckFinding.objects.count() == CheckRun.objects.count() == 0
    with territory([offices.east.body.pk]):
        assert CheckFinding.objects.count() == 0
        assert [run.municipality_id for run in CheckRun.objects.all()] == [offices.east.body.pk]


@pytest.mark.parametrize(
    "change",
    ["kind = 'gap'", "parcels = '{}'", "key = 'x'", "first_run_id = last_run_id + 1", "resolved_in_id = NULL"],
)
def test_what_a_finding_is_and_that_it_was_resolved_stays(offices, overlapping, change):
    look_and_record(offices)
    redraw(overlapping["B"], box(20, 0, 40, 20))
    look_and_record(offices)
    refused = pytest.raises(DatabaseError, match="what is recorded stays")
    with everywhere(), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE quality_checkfinding SET {change} WHERE kind = 'overlap'")


def test_a_finding_cannot_name_the_check_of_another_body(offices, overlapping):
    look_and_record(offices)
    with everywhere(), pytest.raises(DatabaseError, match="finding_last_in_municipality"), transaction.atomic():
        theirs = CheckRun.objects.get(municipality=offices.east.body)
        CheckFinding.objects.filter(kind="gap").update(last_run=theirs)


def test_a_refusal_of_the_database_has_its_sentence(offices, overlapping):
    look_and_record(offices)
    with territory([offices.west.body.pk]), pytest.raises(CheckOutdated), refusals_explained():
        run = CheckRun.objects.get()
        run.pk, run.started_at = None, run.started_at - timedelta(days=1)
        run.save()


def test_without_a_tolerance_nothing_is_guessed(db):
    hold_values(without=["frame_excess"])
    with pytest.raises(ToleranceUnknown) as refused:
        tolerances_on(timezone.localdate())
    assert refused.value.context["codes"] == ["frame_excess"]
