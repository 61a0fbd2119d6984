"""What the rules look at: a change of land on a day, and what it would make."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection

from geo.spatial_rules.rule import Rule
from parcels.register.enums import LineageKind
from parcels.register.lineage import LandChange, Part
from parcels.register.models import BoundaryVersion
from parcels.register.selectors import held_versions
from permits.subdivisions.models import Proposal
from permits.subdivisions.selectors import change_of

EVERY_KIND = frozenset(LineageKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A change, the boundaries for which it was made, the rules' day, and its case (None before there is one)."""

    change: LandChange
    versions: tuple[BoundaryVersion, ...]
    on: date
    case_id: UUID | None = None

    @classmethod
    def of(cls, proposal: Proposal, *, on: date) -> "Subject":
        """Return a stored proposal as the rules see it."""
        versions = tuple(end.version for end in proposal.touched.all())
        return cls(change=change_of(proposal), versions=versions, on=on, case_id=proposal.request_id)

    @classmethod
    def wished(cls, change: LandChange, *, on: date) -> "Subject":
        """Return a change that nobody has asked for yet, on the boundaries of now."""
        return cls(change=change, versions=tuple(held_versions(change.touched).select_related("parcel")), on=on)

    @property
    def parts(self) -> tuple[Part, ...]:
        """All shapes that would be."""
        return (*self.change.kept, *self.change.children)


class LandRule(Rule[Subject, Any]):
    """A rule of changes of some kinds; one that may be excused is passed when an exemption is asked and signed."""

    kinds: ClassVar[frozenset[LineageKind]] = EVERY_KIND
    may_be_excused: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Face:
    """Where a part meets a street: the part's turn, metres of its outline along it, the street's width in metres."""

    turn: int
    length_m: float
    width_m: float


_FACES = """
SELECT part.turn, s.width_m, ST_Length(ST_Intersection(
         ST_Boundary(part.geom), ST_Buffer(s.geom, s.width_m / 2 + %(gap)s, 'endcap=flat'))) AS along
  FROM unnest(%(parts)s::text[]::geometry[]) WITH ORDINALITY AS part (geom, turn)
  JOIN fabric_street s ON s.geom && ST_Expand(part.geom, 60) AND ST_DWithin(s.geom, part.geom, s.width_m / 2 + %(gap)s)
 ORDER BY part.turn, along DESC
"""


def faces(parts: Sequence[Part], *, gap_m: Decimal) -> list[Face]:
    """Return where parts meet streets; a frontage lies at most `gap_m` beyond the edge of its street."""
    shapes = [part.geom.hexewkb.decode() for part in parts]
    with connection.cursor() as cursor:
        cursor.execute(_FACES, {"parts": shapes, "gap": gap_m})
        return [Face(turn, along, float(width)) for turn, width, along in cursor.fetchall() if along > 0]
