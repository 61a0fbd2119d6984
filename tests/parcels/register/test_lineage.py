"""Changes of land: what ends, what begins, under which number, and what is refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon
from django.db import transaction

from geo.errors import DomainError
from geo.municipalities.scope import act_as, territory
from geo.series.errors import RequestReused
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_surface
from parcels.register.enums import LineageKind, ParcelState
from parcels.register.errors import LandNotConserved, NotCut, NotNeighbours, Overlap, StateNotPossible, UnknownLand
from parcels.register.history import land_today, lineage_of, parcels_at
from parcels.register.lineage import (
    LandChange,
    Part,
    Successor,
    change_land,
    correct,
    expropriate,
    merge,
    move_boundary,
    replan,
    split_by_areas,
    split_by_line,
    split_evenly,
    withdraw,
)
from parcels.register.models import BoundaryVersion, LineageEvent, Parcel, PublishedName, PublishedParcel
from parcels.register.services import NewParcel, allot_numbers, change_state, enter_parcels
from tests.factories.decisions import decided, decided_plan
from tests.factories.places import ORIGIN, Office, square
from tests.grid import drawn

pytestmark = pytest.mark.django_db(transaction=True)


class Land:
    """Parcels drawn as text, numbered and in force, each letter one."""

    def __init__(self, office: Office, drawing: str) -> None:
        self.office = office
        shapes = drawn(drawing, cell_m=10, west=ORIGIN[0] + 100, south=ORIGIN[1] + 100)
        with self.scope():
            new = [NewParcel(geom=to_surface(shape)) for shape in shapes.values()]
            entered = enter_parcels(plan=office.plan, parcels=new, source="test")
            self.ids = {letter: parcel.pk for letter, parcel in zip(shapes, entered, strict=True)}
            allot_numbers(block=office.block, parcel_ids=list(self.ids.values()), request_id=uuid4())
            change_state(parcel_ids=list(self.ids.values()), to=ParcelState.ACTIVE, by=None, reason="test")

    def scope(self):
        return territory([self.office.body.pk])

    def make(self, change, *, request_id=None, case=None):
        with self.scope():
            made = change() if callable(change) else change
            return change_land(
                change=made, request_id=request_id or uuid4(), by=self.office.head, reason="decided", source="test",
                case_id=case or decided(made, self.office),
            )  # fmt: skip

    def labels(self):
        return {p.number: round(p.area_m2, 2) for p in PublishedParcel.objects.all()}

    def state(self, letter):
        with self.scope():
            return Parcel.objects.get(pk=self.ids[letter]).state


def line(*points):
    moved = [(ORIGIN[0] + 100 + x, ORIGIN[1] + 100 + y) for x, y in points]
    return LineString(moved, srid=storage_srid())


def test_the_parts_of_a_split_bear_the_number_with_suffixes_in_the_order_of_the_walk(places):
    land = Land(places.west, "AABB\nAABB")
    land.make(lambda: split_by_line(land.ids["A"], line=line((-5, 10), (25, 10))))
    assert land.labels() == {"1/1": 200.0, "1/2": 200.0, "2": 400.0}
    assert land.state("A") == ParcelState.RETIRED_SPLIT
    south, north = (PublishedParcel.objects.get(number=f"1/{n}").geom.centroid.y for n in (1, 2))
    assert south < north  # the block's ring runs up its western side, by which A lies


def test_a_part_of_a_part_takes_the_next_suffix_of_the_number_and_none_is_used_twice(places):
    land = Land(places.west, "AAAA\nAAAA")
    land.make(lambda: split_by_line(land.ids["A"], line=line((20, -5), (20, 25))))
    first = PublishedParcel.objects.get(number="1/1").pk
    land.make(lambda: split_evenly(first, parts=2, bearing=0))
    assert set(land.labels()) == {"1/2", "1/3", "1/4"}
    both = [PublishedParcel.objects.get(number=n).pk for n in ("1/3", "1/4")]
    land.make(lambda: merge(both))
    assert set(land.labels()) == {"1/2", "1/5"}


def test_a_merger_bears_the_lowest_number_with_a_suffix(places):
    land = Land(places.west, "AABBCC")
    land.make(lambda: merge([land.ids["C"], land.ids["B"]]))
    assert land.labels() == {"1": 200.0, "2/1": 400.0}
    assert land.state("C") == ParcelState.RETIRED_MERGE


def test_parcels_that_touch_at_a_corner_or_not_at_all_do_not_merge(places):
    land = Land(places.west, "A.C\n.B.")
    with land.scope():
        with pytest.raises(NotNeighbours):
            merge([land.ids["A"], land.ids["B"]])
        with pytest.raises(NotNeighbours):
            merge([land.ids["A"], land.ids["C"]])


def test_equal_parts_have_equal_areas(places):
    land = Land(places.west, "AAA\nAAA\nA..")
    land.make(lambda: split_evenly(land.ids["A"], parts=3, bearing=0))
    assert sorted(land.labels().values()) == pytest.approx([700 / 3] * 3, abs=0.05)


def test_parts_of_given_areas_run_from_left_to_right_of_the_bearing(places):
    land = Land(places.west, "AAAA")
    land.make(lambda: split_by_areas(land.ids["A"], areas_m2=[100, 300], bearing=0))
    west = min(PublishedParcel.objects.all(), key=lambda p: p.geom.centroid.x)
    assert west.area_m2 == pytest.approx(100, abs=0.02)


@pytest.mark.parametrize("areas", [[400], [0, 400], [500, 10], [-1, 401]])
def test_areas_that_are_not_there_are_refused(places, areas):
    land = Land(places.west, "AAAA")
    with land.scope(), pytest.raises(NotCut):
        split_by_areas(land.ids["A"], areas_m2=areas, bearing=0)


def test_a_line_that_does_not_cross_cuts_nothing(places):
    land = Land(places.west, "AA")
    with land.scope(), pytest.raises(NotCut):
        split_by_line(land.ids["A"], line=line((5, -5), (5, 5)))


def test_a_moved_boundary_keeps_both_numbers(places):
    land = Land(places.west, "AABB\nAABB")
    change = lambda: move_boundary(land.ids["A"], second=land.ids["B"], line=line((22, -5), (18, 25)))  # noqa: E731
    land.make(change)
    assert land.labels() == {"1": pytest.approx(404, abs=9), "2": pytest.approx(396, abs=9)}
    assert sum(land.labels().values()) == pytest.approx(800, abs=0.05)
    assert land.state("A") == ParcelState.ACTIVE


def test_expropriated_land_leaves_the_register_and_what_remains_begins_anew(places):
    land = Land(places.west, "AAAA")
    taken = square(100, 100, 12, 10)
    land.make(lambda: expropriate(land.ids["A"], taken=taken))
    assert land.labels() == {"1/1": 280.0}
    assert land.state("A") == ParcelState.RETIRED_EXPROPRIATED
    with land.scope():
        event = LineageEvent.objects.get()
        assert event.released.area == pytest.approx(120)


def test_a_correction_says_that_the_boundary_never_was_otherwise(places):
    land = Land(places.west, "AA..")
    with land.scope():
        before = BoundaryVersion.objects.get(parcel=land.ids["A"])
    land.make(correct([Part(land.ids["A"], square(100, 100, 25, 10))]))
    (now,) = parcels_at(square(90, 90, 200))
    (then,) = parcels_at(square(90, 90, 200), as_of=before.valid.lower + timedelta(microseconds=1))
    (known,) = parcels_at(square(90, 90, 200), known_at=before.recorded.lower + timedelta(microseconds=1))
    assert [round(p.area_m2) for p in (now, then, known)] == [250, 250, 200]


def test_a_parcel_that_was_entered_in_error_is_withdrawn_and_its_number_stays_used(places):
    land = Land(places.west, "A.B")
    land.make(lambda: withdraw(land.ids["B"]))
    assert set(land.labels()) == {"1"}
    assert land.state("B") == ParcelState.RETIRED_ERROR
    Land(places.west, "C\n.\n.")
    assert set(land.labels()) == {"1", "3"}


def test_a_plan_takes_the_place_of_a_quarter_with_a_crosswalk_by_area(places):
    land = Land(places.west, "AABB\nAABB")
    shapes = [square(100, 100, 40, 8), square(100, 112, 40, 8)]  # a street of four metres between
    with land.scope():
        new = [NewParcel(geom=shape, label=label) for shape, label in zip(shapes, ("101", "102"), strict=True)]
        entered = enter_parcels(plan=places.west.plan, parcels=new, source="plan")
        request = uuid4()
        event = replan(
            ended=[land.ids["A"], land.ids["B"]], by=places.west.head, reason="plan", request_id=request,
            case_id=decided_plan(places.west),
            successors=[Successor(p.pk, places.west.block.pk, n.label) for p, n in zip(entered, new, strict=True)],
        )  # fmt: skip
    assert land.labels() == {"101": 320.0, "102": 320.0}
    links = {(d.parent_id, d.child_id): round(d.parent_share, 3) for d in lineage_of(land.ids["A"])}
    assert links == {(land.ids["A"], p.pk): 0.4 for p in entered}
    with land.scope():
        assert LineageEvent.objects.get(pk=event).released.area == pytest.approx(160)


def test_an_old_number_leads_to_the_land_of_today_with_its_shares(places):
    land = Land(places.west, "AAAA")
    land.make(lambda: split_by_areas(land.ids["A"], areas_m2=[100, 300], bearing=0))
    large = PublishedParcel.objects.order_by("-area_m2")[0]
    land.make(lambda: split_evenly(large.pk, parts=2, bearing=0))
    assert [round(t.share_of_former, 3) for t in land_today(land.ids["A"])] == [0.375, 0.375, 0.25]
    assert PublishedName.objects.filter(parcel_id=land.ids["A"], kind="number", folded="1").exists()
    assert [d.kind for d in lineage_of(large.pk)] == ["split", "split", "split"]


def test_the_same_request_changes_the_land_once(places):
    land = Land(places.west, "AABB")
    request = uuid4()
    with land.scope():
        change = split_by_line(land.ids["A"], line=line((10, -5), (10, 15)))
        other = split_by_line(land.ids["B"], line=line((30, -5), (30, 15)))
        case = decided(change, places.west)
    assert land.make(change, request_id=request, case=case) == land.make(change, request_id=request, case=case)
    assert len(land.labels()) == 3
    with pytest.raises(RequestReused):
        land.make(other, request_id=request)


def test_land_that_appears_or_disappears_is_refused(places):
    land = Land(places.west, "AA..")
    part = Part(land.ids["A"], square(100, 100, 15, 10))
    with pytest.raises(LandNotConserved):
        land.make(LandChange(kind=LineageKind.SPLIT, ended=(land.ids["A"],), children=(part,)))
    grown = Part(land.ids["A"], square(100, 100, 25, 10))
    with pytest.raises(LandNotConserved):
        land.make(LandChange(kind=LineageKind.ADJUSTMENT, kept=(grown,)))
    assert land.labels() == {"1": 200.0}


def test_two_parts_on_the_same_land_are_refused(places):
    land = Land(places.west, "AA")
    parts = (Part(land.ids["A"], square(100, 100, 12, 10)), Part(land.ids["A"], square(110, 100, 10, 10)))
    with pytest.raises((LandNotConserved, Overlap)):
        land.make(LandChange(kind=LineageKind.SPLIT, ended=(land.ids["A"],), children=parts))


def test_frozen_and_retired_parcels_do_not_change(places):
    land = Land(places.west, "AABB")
    with land.scope():
        change_state(parcel_ids=[land.ids["A"]], to=ParcelState.FROZEN, by=None, reason="court")
    change = lambda letter, x: split_by_line(land.ids[letter], line=line((x, -5), (x, 15)))  # noqa: E731
    with pytest.raises(StateNotPossible):
        land.make(lambda: change("A", 10))
    land.make(lambda: change("B", 30))
    with pytest.raises(UnknownLand):
        land.make(lambda: change("B", 30))


def test_a_change_without_a_reason_is_refused(places):
    land = Land(places.west, "AA")
    with land.scope(), pytest.raises(StateNotPossible):
        change = split_by_line(land.ids["A"], line=line((10, -5), (10, 15)))
        change_land(
            change=change, request_id=uuid4(), by=None, reason=" ", source="test", case_id=decided(change, land.office)
        )


def test_another_territory_cannot_change_the_land_nor_take_the_request(places):
    land = Land(places.west, "AA")
    request = uuid4()
    with land.scope():
        change = split_by_line(land.ids["A"], line=line((10, -5), (10, 15)))
        case = decided(change, places.west)
    for _time in range(2):
        with territory([places.east.body.pk]), pytest.raises(DomainError) as refused:
            change_land(change=change, request_id=request, by=None, reason="no", source="test", case_id=case)
        assert refused.value.code in ("change_not_decided", "request_reused")
        if _time == 0:
            land.make(change, request_id=request, case=case)


def test_a_refused_change_leaves_nothing(places):
    land = Land(places.west, "AABB")
    with land.scope():
        versions = BoundaryVersion.objects.count()
    with pytest.raises(Overlap), land.scope():
        act_as(None, reason="test")
        correct_onto_b = correct([Part(land.ids["A"], square(100, 100, 25, 10))])
        case = decided(correct_onto_b, places.west)
        change_land(change=correct_onto_b, request_id=uuid4(), by=None, reason="x", source="test", case_id=case)
    with land.scope():
        assert BoundaryVersion.objects.count() == versions
        assert not LineageEvent.objects.exists()


def test_what_was_written_of_a_change_stays(places):
    land = Land(places.west, "AA")
    land.make(lambda: split_evenly(land.ids["A"], parts=2, bearing=0))
    with land.scope(), pytest.raises(Exception, match="permission denied"), transaction.atomic():
        LineageEvent.objects.update(reason="otherwise")


def test_parts_fill_the_parcel_they_come_from(places):
    land = Land(places.west, "AAA\nA.A\nAAA")  # a courtyard
    with land.scope():
        change = split_by_line(land.ids["A"], line=line((15, -5), (15, 35)))
        parts = [part.geom for part in change.children]
    assert [len(p) for p in parts] == [1, 1]
    assert sum(p.area for p in parts) == pytest.approx(800)
    assert isinstance(parts[0], MultiPolygon)
