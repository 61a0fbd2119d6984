"""Random splits, mergers and moved boundaries: what is conserved, what is never reused, and what is remembered."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

import pytest
import shapely
from django.contrib.gis.geos import LineString
from django.db.models import Sum
from shapely import affinity

from geo.municipalities.scope import act_as, territory
from geo.spatial.clock import transaction_time
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_shapely, to_surface
from parcels.register.enums import LineageKind, ParcelState
from parcels.register.errors import NotCut, NotNeighbours
from parcels.register.history import land_today, parcels_at
from parcels.register.lineage import LandChange, change_land, merge, move_boundary, split_by_line, split_evenly
from parcels.register.models import AllottedNumber, LineageEvent, LineageLink, Parcel, PublishedParcel
from parcels.register.services import NewParcel, allot_numbers, change_state, enter_parcels
from tests.factories.places import ORIGIN, Office

#: Metres: no parcel is cut smaller than this across.
SMALLEST = 3.0
TRIES = 30


def _ground(rows: int) -> list[shapely.Polygon]:
    """A coverage of rotated lots whose corners are not at round millimetres."""
    lots = [shapely.box(20 * c, 15 * r, 20 * c + 20, 15 * r + 15) for r in range(rows) for c in range(rows)]
    turned = [affinity.rotate(lot, 23.456, origin=(0, 0)) for lot in lots]
    return [affinity.translate(lot, ORIGIN[0] + 300.1234, ORIGIN[1] + 50.9876) for lot in turned]


@dataclass
class Story:
    """A block whose land changes, and what the register said after each change."""

    office: Office
    dice: random.Random
    told: list[tuple[datetime, dict[str, tuple[str, bytes]]]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def begin(self, rows: int) -> None:
        with territory([self.office.body.pk]):
            new = [NewParcel(geom=to_surface(lot)) for lot in _ground(rows)]
            ids = [parcel.pk for parcel in enter_parcels(plan=self.office.plan, parcels=new, source="test")]
            allot_numbers(block=self.office.block, parcel_ids=ids, request_id=uuid4())
            change_state(parcel_ids=ids, to=ParcelState.ACTIVE, by=None, reason="test")
        self.remember()

    def remember(self) -> None:
        """Keep what the public projection says now: an own transaction, so that its instant is one of its own."""
        with territory([self.office.body.pk]):
            now = {p.code: (p.state, bytes(p.geom.wkb)) for p in PublishedParcel.objects.all()}
            self.told.append((transaction_time(), now))

    def step(self) -> None:
        """Make one change that is possible; geometry decides which."""
        for _try in range(TRIES):
            kind = self.dice.choice(["split", "even", "merge", "merge", "move"])
            try:
                with territory([self.office.body.pk]):
                    act_as(None, reason="test")
                    change = getattr(self, f"_{kind}")()
                    if change is None:
                        continue
                    change_land(change=change, request_id=uuid4(), by=None, reason="test", source="test")
            except (NotCut, NotNeighbours):
                continue
            self.counts[kind] = self.counts.get(kind, 0) + 1
            self.remember()
            return
        raise AssertionError("no change was possible")

    def _any(self) -> PublishedParcel:
        return self.dice.choice(list(PublishedParcel.objects.order_by("code")))

    def _split(self) -> LandChange | None:
        parcel = self._any()
        if _width(parcel) < 2 * SMALLEST:
            return None
        change = split_by_line(parcel.pk, line=self._line_through(to_shapely(parcel.geom).representative_point()))
        return change if all(_thick(part.geom) for part in change.children) else None

    def _even(self) -> LandChange | None:
        parcel = self._any()
        if _width(parcel) < 3 * SMALLEST:
            return None
        change = split_evenly(parcel.pk, parts=self.dice.choice([2, 3]), bearing=self.dice.uniform(0, 180))
        return change if all(_thick(part.geom) for part in change.children) else None

    def _merge(self) -> LandChange | None:
        parcel = self._any()
        near = list(PublishedParcel.objects.filter(geom__dwithin=(parcel.geom, 0.005)).exclude(pk=parcel.pk))
        return merge([parcel.pk, self.dice.choice(near).pk]) if near and parcel.area_m2 < 900 else None

    def _move(self) -> LandChange | None:
        parcel = self._any()
        near = list(PublishedParcel.objects.filter(geom__dwithin=(parcel.geom, 0.005)).exclude(pk=parcel.pk))
        if not near:
            return None
        other = self.dice.choice(near)
        common = to_shapely(parcel.geom).buffer(0.01).intersection(to_shapely(other.geom).buffer(0.01))
        line = self._line_through(common.centroid)
        change = move_boundary(parcel.pk, second=other.pk, line=line, kind=LineageKind.EXCHANGE)
        return change if all(_thick(part.geom) for part in change.kept) else None

    def _line_through(self, point: shapely.Point) -> LineString:
        turn = affinity.rotate(shapely.LineString([(-500, 0), (500, 0)]), self.dice.uniform(0, 180), origin=(0, 0))
        return LineString(list(affinity.translate(turn, point.x, point.y).coords), srid=storage_srid())


def _thick(geom) -> bool:
    return not to_shapely(geom).buffer(-SMALLEST / 2).is_empty


def _width(parcel: PublishedParcel) -> float:
    return 2 * shapely.maximum_inscribed_circle(to_shapely(parcel.geom)).length


def _told(story: Story) -> Iterator[tuple[datetime, dict[str, tuple[str, bytes]]]]:
    """A few of the instants, first and last among them."""
    yield story.told[0]
    yield from story.dice.sample(story.told, min(25, len(story.told)))
    yield story.told[-1]


def _check(story: Story) -> None:
    whole = shapely.box(ORIGIN[0] - 2000, ORIGIN[1] - 2000, ORIGIN[0] + 4000, ORIGIN[1] + 4000)
    place = to_surface(whole)
    for instant, said in _told(story):
        for asked in ({"as_of": instant}, {"as_of": instant, "known_at": instant}):
            found = {p.code: (p.state, bytes(p.geom.wkb)) for p in parcels_at(place, **asked)}
            assert found == said, (instant, asked)
    with territory([story.office.body.pk]):
        _nothing_is_orphaned()
        codes = list(Parcel.objects.values_list("code", flat=True))
        assert len(set(codes)) == len(codes) == AllottedNumber.objects.count()
        for event in LineageEvent.objects.prefetch_related("links"):
            assert abs(event.residual_m2) <= 0.001 * _perimeters(event)


def _perimeters(event: LineageEvent) -> float:
    """The boundaries of the change, former and new, in metres."""
    ids = {i for link in event.links.all() for i in (link.parent_id, link.child_id)}
    versions = [v for p in Parcel.objects.filter(pk__in=ids).prefetch_related("boundaries") for v in p.boundaries.all()]
    touched = [v for v in versions if event.happened_at in (v.valid.lower, v.valid.upper)]
    return sum(v.geom.length for v in touched)


def _nothing_is_orphaned() -> None:
    for parcel in Parcel.objects.filter(state__startswith="retired"):
        shares = LineageLink.objects.filter(parent=parcel).exclude(child=parcel).aggregate(all=Sum("parent_share"))
        last = LineageEvent.objects.filter(links__parent=parcel).order_by("-happened_at").first()
        down = LineageLink.objects.filter(event=last, parent=parcel).aggregate(all=Sum("parent_share"))
        assert shares["all"] and down["all"] == pytest.approx(1, abs=0.01)
        assert sum(land.share_of_former for land in land_today(parcel.pk)) == pytest.approx(1, abs=0.01)
    for parcel in Parcel.objects.exclude(boundaries__valid__contains=AllottedNumber.objects.earliest("id").allotted_at):
        up = LineageLink.objects.filter(child=parcel).order_by("event__happened_at").values("event")[:1]
        first = LineageLink.objects.filter(child=parcel, event__in=up).aggregate(all=Sum("child_share"))
        assert first["all"] == pytest.approx(1, abs=0.01)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("steps", [40, pytest.param(1000, marks=pytest.mark.full)])
def test_random_changes_conserve_land_reuse_nothing_and_are_remembered(places, steps):
    story = Story(places.west, random.Random(20261121))
    story.begin(6)
    before = PublishedParcel.objects.aggregate(all=Sum("area_m2"))["all"]
    for _step in range(steps):
        story.step()
    after = PublishedParcel.objects.aggregate(all=Sum("area_m2"))["all"]
    with territory([places.west.body.pk]):
        recorded = LineageEvent.objects.aggregate(all=Sum("residual_m2"))["all"]
    assert after - before == pytest.approx(recorded, abs=0.001)
    assert set(story.counts) == {"split", "even", "merge", "move"}
    _check(story)


def _ids(parcels) -> list[UUID]:
    return [parcel.pk for parcel in parcels]
