"""The land after the change is the land before it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from geo.spatial.shapes import to_shapely
from geo.spatial_rules.rule import Answer, Finding
from parcels.register.enums import LineageKind
from parcels.register.same_land import land_moved
from permits.subdivisions.spatial_rules.subject import LandRule, Subject


@dataclass(frozen=True, slots=True)
class Facts:
    """Square metres by which the land would differ, and those that the millimetre grid allows."""

    differs_m2: float
    tolerance_m2: float


class SameLand(LandRule):
    """No land appears or disappears: what goes to a street is counted, the millimetre grid is allowed for (MK014)."""

    code = "same_land"
    title = _("The land stays the same")
    cites = "DOMAIN 1.1; INTEGRITY"
    hint = _("Draw the parts so that they fill the former land, without gap and without overlap.")
    kinds = frozenset(LineageKind) - {LineageKind.CORRECTION, LineageKind.REPLAN}

    def facts(self, subject: Subject) -> Facts:
        """Measure as the register does."""
        change = subject.change
        before = [to_shapely(version.geom) for version in subject.versions]
        after = [to_shapely(part.geom) for part in subject.parts]
        before += [to_shapely(change.gained)] if change.gained else []
        after += [to_shapely(change.released)] if change.released else []
        moved = land_moved(before, after)
        return Facts(round(moved.differs_m2, 3), round(moved.tolerance_m2, 3))

    def judge(self, facts: Facts) -> Finding:
        """Within the grid."""
        evidence = {"differs_m2": facts.differs_m2, "tolerance_m2": facts.tolerance_m2}
        if facts.differs_m2 > facts.tolerance_m2:
            return Finding(answer=Answer.NO, message=_("Land would appear or disappear."), evidence=evidence)
        return Finding(answer=Answer.YES, message=_("The same land, to the millimetre."), evidence=evidence)
