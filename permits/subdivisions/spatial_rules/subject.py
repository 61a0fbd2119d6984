"""What the rules look at: a change of land on a day, and what it would make."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from geo.spatial_rules.rule import Rule
from geo.spatial_rules.selectors import needed_value
from parcels.fabric.selectors import Face, by_turn, street_faces
from parcels.register.enums import LineageKind
from parcels.register.lineage import LandChange, Part
from parcels.register.models import BoundaryVersion
from parcels.register.selectors import held_versions
from permits.subdivisions.models import Proposal
from permits.subdivisions.selectors import change_of

EVERY_KIND = frozenset(LineageKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A change, the boundaries for which it was made, the rules' day, its case (None before there is one), who asks."""

    change: LandChange
    versions: tuple[BoundaryVersion, ...]
    on: date
    case_id: UUID | None = None
    asked_by: int | None = None

    @classmethod
    def of(cls, proposal: Proposal, *, on: date) -> "Subject":
        """Return a stored proposal as the rules see it."""
        versions = tuple(end.version for end in proposal.touched.all())
        asked_by = proposal.request.case.opened_by_id
        return cls(change=change_of(proposal), versions=versions, on=on, case_id=proposal.request_id, asked_by=asked_by)

    @classmethod
    def wished(cls, change: LandChange, *, on: date, asked_by: int | None = None) -> "Subject":
        """Return a change that nobody has asked for yet, on the boundaries of now."""
        versions = tuple(held_versions(change.touched).select_related("parcel"))
        return cls(change=change, versions=versions, on=on, asked_by=asked_by)

    @property
    def parts(self) -> tuple[Part, ...]:
        """All shapes that would be."""
        return (*self.change.kept, *self.change.children)


class LandRule(Rule[Subject, Any]):
    """A rule of changes of some kinds; one that may be excused is passed when an exemption is asked and signed."""

    kinds: ClassVar[frozenset[LineageKind]] = EVERY_KIND
    may_be_excused: ClassVar[bool] = False


def faces(subject: Subject) -> list[list[Face]]:
    """Return where each part meets the streets of the day."""
    gap = needed_value("frontage_gap", subject.on)
    found = street_faces([part.geom for part in subject.parts], gap_m=gap, on=subject.on)
    return by_turn(found, len(subject.parts))
