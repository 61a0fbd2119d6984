"""A block whose land changes at random: splits, mergers and moved boundaries, and what the register said after each."""

import random
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import shapely
from django.contrib.gis.geos import LineString
from shapely import affinity

from geo.municipalities.scope import act_as, territory
from geo.spatial.clock import transaction_time
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_shapely, to_surface
from parcels.register.enums import LineageKind, ParcelState
from parcels.register.errors import NotCut, NotNeighbours
from parcels.register.lineage import LandChange, change_land, merge, move_boundary, split_by_line, split_evenly
from parcels.register.models import PublishedParcel
from parcels.register.services import NewParcel, allot_numbers, change_state, enter_parcels
from tests.factories.decisions import decided
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
                    change_land(
                        change=change, request_id=uuid4(), by=None, reason="test", source="test",
                        case_id=decided(change, self.office),
                    )  # fmt: skip
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
