"""A file that comes back: compared with what was taken along and with the register of now, and asked for row by row."""

import random
from datetime import date
from uuid import uuid4

import pytest
import shapely

from geo.municipalities.scope import act_as
from geo.spatial.shapes import to_shapely
from geo.spatial_rules.models import ReferenceValue
from parcels.register.enums import LineageKind
from parcels.register.models import PublishedParcel
from permits.subdivisions.checkout.services import check_in
from permits.subdivisions.enums import Difference, RequestState
from permits.subdivisions.errors import (
    NothingAccepted,
    SnapToleranceMissing,
)
from permits.subdivisions.models import CheckInCase, LandChangeRequest
from tests.permits.subdivisions.test_procedure import numbers, point
from tests.permits.subdivisions.trips import box, line, polygon

pytestmark = pytest.mark.django_db(transaction=True)


def whats(group):
    return [item.what for item in group.items]


def codes(weighed):
    return [said.code for said in weighed.obstacles]


def test_a_file_that_comes_back_as_it_went_says_nothing(trip):
    shown = trip.review()
    assert (shown.weighed, shown.unchanged, shown.pulled, shown.renumbered) == ((), 3, (), ())


def test_a_split_and_a_merger_and_a_moved_corner_become_requests_of_their_kinds(trip):
    trip.file.split(trip.fid("A"), line((15, -5), (15, 35)))
    trip.file.merge(trip.fid("B"), trip.fid("C"))
    shown = trip.review()
    assert [each.change.kind for each in shown.weighed] == [LineageKind.SPLIT, LineageKind.MERGE]
    assert [whats(each.group) for each in shown.weighed] == [[Difference.PART] * 2, [Difference.MERGED]]
    assert all(each.acceptable for each in shown.weighed)


def test_a_boundary_between_two_that_moves_is_an_adjustment_or_an_exchange_by_its_size(trip):
    trip.file.move(point(30, 0), point(30.2, 0))
    (small,) = trip.review().weighed
    assert (small.change.kind, len(small.change.kept)) == (LineageKind.ADJUSTMENT, 2)
    assert {item.corners for item in small.group.items} == {1}
    trip.file.move(point(30.2, 0), point(33, 0))
    (large,) = trip.review().weighed
    assert large.change.kind == LineageKind.EXCHANGE
    assert [item.farthest_m for item in large.group.items] == pytest.approx([3.0, 3.0], abs=0.02)


def test_what_is_accepted_goes_the_way_of_two_signatures_into_the_register(trip, ground):
    trip.file.move(point(60, 0), point(60.2, 0))
    trip.file.split(trip.fid("A"), line((15, -5), (15, 35)))
    came = trip.back()
    opened = trip.open(came)
    assert numbers() == {"1", "2", "3"}
    assert len(opened) == 2
    for request in opened:
        assert ground.through(request.case).state == RequestState.APPROVED
    assert numbers() == {"1/1", "1/2", "2", "3"}
    shown = trip.review(came)
    assert {shown.case_of(each).request_id for each in shown.weighed} == {one.pk for one in opened}
    assert {code for each in shown.weighed for code in codes(each)} == {"already"}


def test_a_split_and_a_moved_side_of_its_neighbour_are_one_change(trip, ground):
    a, b = trip.fid("A"), trip.fid("B")
    trip.file.draw(a, box(0, 0, 15, 30))
    trip.file.copy(a, box(15, 0, 30.2, 30))
    trip.file.draw(b, box(30.2, 0, 60, 30))
    (one,) = trip.review().weighed
    assert (one.change.kind, len(one.change.ended), len(one.change.kept), len(one.change.children)) == (
        LineageKind.SPLIT, 1, 1, 2,
    )  # fmt: skip
    (request,) = trip.open(trip.back())
    assert ground.through(request.case).state == RequestState.APPROVED
    assert numbers() == {"1/1", "1/2", "2", "3"}


def test_a_corner_near_one_of_the_register_takes_its_place_and_it_is_told_how_far(trip):
    trip.file.draw(trip.fid("A"), polygon((0, 0), (30.03, 0.02), (30, 30), (0, 30)))
    shown = trip.review()
    assert shown.weighed == ()
    (pulled,) = shown.pulled
    assert (pulled.row, pulled.metres) == (trip.fid("A"), pytest.approx(0.0361, abs=1e-4))


def test_new_corners_of_two_rows_near_each_other_take_one_place(trip):
    a, b = trip.fid("A"), trip.fid("B")
    trip.file.draw(a, polygon((0, 0), (30.2, 0), (30, 30), (0, 30)))
    trip.file.draw(b, polygon((30.23, 0), (60, 0), (60, 30), (30, 30)))
    (one,) = trip.review().weighed
    assert one.acceptable
    assert one.change.kind == LineageKind.ADJUSTMENT


def test_without_a_dated_tolerance_nothing_is_told(trip):
    came = trip.back()
    ReferenceValue.objects.filter(code="corner_snap").update(valid_to=date(2020, 2, 1))
    with pytest.raises(SnapToleranceMissing):
        trip.review(came)


def test_what_the_register_changed_meanwhile_is_found_and_a_conflict_is_not_opened(trip, ground):
    ground.through(ground.split(15, letter="A"))
    shown = trip.review()
    assert [held.number for held in shown.meanwhile] == ["1"]
    assert shown.weighed == ()
    trip.file.split(trip.fid("A"), line((18, -5), (18, 35)))
    trip.file.merge(trip.fid("B"), trip.fid("C"))
    conflict, merger = trip.review().weighed
    assert (codes(conflict), codes(merger)) == (["changed_meanwhile"], [])
    (request,) = trip.open(trip.back())
    with ground.scope():
        assert request.proposals.get().kind == LineageKind.MERGE


def test_the_same_change_made_meanwhile_is_no_conflict_but_done(trip, ground):
    ground.through(ground.split(15, letter="A"))
    trip.file.split(trip.fid("A"), line((15, -5), (15, 35)))
    (one,) = trip.review().weighed
    assert codes(one) == ["already"]


def test_a_row_left_out_leaves_its_parcel_as_it_was(trip):
    trip.file.split(trip.fid("A"), line((15, -5), (15, 35)))
    trip.file.move(point(60, 0), point(60.2, 0))
    came = trip.back()
    b = trip.fid("B")
    shown = trip.review(came, left_out={b})
    split, other = shown.weighed
    assert split.acceptable
    assert codes(other) == ["left_apart"]
    c = trip.fid("C")
    assert len(trip.review(came, left_out={b, c}).weighed) == 1
    (part,) = [row for row in (item.row for item in split.group.items) if row.row != trip.fid("A")]
    assert codes(trip.review(came, left_out={part.row, b, c}).weighed[0]) == ["left_apart"]


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (lambda: box(0, 0, 33, 30), "overlaps"),
        (lambda: box(0, 0, 30, 30).union(box(100, 0, 110, 10)), "several_parts"),
    ],
)
def test_an_outline_that_does_not_fit_is_not_opened(trip, shape, code):
    trip.file.draw(trip.fid("A"), shape())
    (one,) = trip.review().weighed
    assert codes(one) == [code]
    with pytest.raises(NothingAccepted):
        trip.open(trip.back())


def test_land_left_over_by_a_split_is_told_with_its_area(trip):
    a = trip.fid("A")
    trip.file.draw(a, box(0, 0, 14, 30))
    trip.file.copy(a, box(15, 0, 30, 30))
    (one,) = trip.review().weighed
    assert codes(one) == ["land_not_conserved"]
    assert one.obstacles[0].facts["differs_m2"] == pytest.approx(30, abs=0.1)


def test_an_outline_that_gives_land_to_no_parcel_can_only_be_a_correction_and_the_gap_is_told(trip):
    trip.file.draw(trip.fid("A"), box(0, 0, 29, 30))
    (one,) = trip.review().weighed
    assert one.change.kind == LineageKind.CORRECTION
    assert [said.code for said in one.told] == ["released", "side_shorter"]


def test_a_row_that_is_gone_a_new_one_and_a_written_number_are_told_and_not_done(trip):
    trip.file.delete(trip.fid("C"))
    trip.file.copy(trip.fid("A"), box(0, 100, 10, 110), key=None)
    trip.file.run("UPDATE parcels SET number = '77' WHERE fid = ?", trip.fid("B"))
    shown = trip.review()
    assert {tuple(codes(each)) for each in shown.weighed} == {("gone",), ("new_land",)}
    ((row, stays),) = shown.renumbered
    assert (row.label, stays) == ("77", "2")
    with pytest.raises(NothingAccepted):
        trip.open(trip.back())


def test_a_copy_of_an_unchanged_row_on_other_ground_is_a_new_outline(trip):
    trip.file.copy(trip.fid("A"), box(0, 100, 10, 110))
    (one,) = trip.review().weighed
    assert whats(one.group) == [Difference.NEW]


def test_parts_without_a_key_continue_the_parcel_that_they_hold(trip):
    a = trip.fid("A")
    trip.file.delete(a)
    b = trip.fid("B")
    trip.file.copy(b, box(0, 0, 15, 30), key=None, number=None)
    trip.file.copy(b, box(15, 0, 30, 30), key="nonsense")
    (one,) = trip.review().weighed
    assert (one.change.kind, len(one.change.children)) == (LineageKind.SPLIT, 2)


@pytest.mark.parametrize("seed", range(6))
def test_any_edit_and_its_undoing_leave_no_difference(trip, seed):
    dice = random.Random(seed)
    before = {fid: trip.file.shape(fid) for fid in trip.file.fids().values()}
    rows = trip.file.run("SELECT * FROM parcels")
    for _turn in range(4):
        kind = dice.choice(["move", "split", "merge"])
        fid = dice.choice(sorted(before))
        if kind == "move":
            corner = dice.choice(shapely.get_coordinates(before[fid]).tolist())
            away = (corner[0] + dice.uniform(-3, 3), corner[1] + dice.uniform(-3, 3))
            trip.file.move(tuple(corner), away)
        elif kind == "split":
            x = dice.uniform(0.3, 0.7)
            west, south, east, north = before[fid].bounds
            cut = shapely.LineString([(west + x * (east - west), south - 9), (west + x * (east - west) + 1, north + 9)])
            trip.file.split(fid, cut)
        else:
            trip.file.draw(fid, shapely.union_all([*before.values()]))
    _undone(trip, rows)
    shown = trip.review()
    assert (shown.weighed, shown.unchanged) == ((), 3)


def _undone(trip, rows):
    """Put the rows back as they were, in the edited file."""
    trip.file.run("DELETE FROM parcels")
    for row in rows:
        trip.file.run(f"INSERT INTO parcels VALUES ({', '.join('?' * len(row))})", *row)


@pytest.mark.parametrize("seed", range(8))
def test_random_edits_that_conserve_the_land_go_through_to_the_register(trip, ground, seed):
    dice = random.Random(100 + seed)
    cut = dice.uniform(11, 19)
    slope = dice.uniform(-1, 1)
    ReferenceValue.objects.filter(code="subdivision_line_straight").update(value="0.05")
    trip.file.split(trip.fid("A"), line((cut, -5), (cut + slope, 35)))
    if dice.random() < 0.5:
        trip.file.merge(trip.fid("B"), trip.fid("C"))
    else:
        trip.file.move(point(60, 0), (point(60 + dice.uniform(0.06, 0.3), 0)))
    for request in trip.open(trip.back()):
        assert ground.through(request.case).state == RequestState.APPROVED
    total = sum(to_shapely(parcel.geom).area for parcel in PublishedParcel.objects.all())
    assert total == pytest.approx(2700, abs=0.05)


def test_the_same_file_sent_twice_with_one_request_comes_in_once_and_opens_once(trip, ground):
    trip.file.split(trip.fid("A"), line((15, -5), (15, 35)))
    request = uuid4()
    with ground.scope():
        act_as(trip.person.pk)
        sent = {"content": trip.file.content(), "name": "a.gpkg", "by": trip.person, "request_id": request}
        came = check_in(**sent)
        assert check_in(**sent).pk == came.pk
    trip.open(came)
    with pytest.raises(NothingAccepted):
        trip.open(came)
    with ground.scope():
        assert CheckInCase.objects.count() == LandChangeRequest.objects.count() == 1
