"""The new outlines fit the land beside them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial.shapes import geojson_lonlat, to_geos, to_shapely
from geo.spatial_rules.rule import Answer, Finding
from permits.subdivisions.fitting import beside, clashes, held_twice, sides_lost
from permits.subdivisions.spatial_rules.subject import LandRule, Subject


@dataclass(frozen=True, slots=True)
class Facts:
    """Codes of parcels whose land would be taken with the m² and where; m² held twice; sides that get shorter, m."""

    taken: tuple[tuple[str, float], ...]
    twice_m2: float
    shorter: tuple[tuple[str, float], ...]
    where: dict[str, Any] | None


class FitsNeighbours(LandRule):
    """No outline takes land of a parcel that has no part in the change; a shared side that gets shorter is told."""

    code = "fits_neighbours"
    title = _("The outlines fit the neighbours")
    cites = "INTEGRITY: parcels never overlap"
    hint = _("Bring the outline back to the neighbour's boundary, or let the neighbour take part in the change.")

    def facts(self, subject: Subject) -> Facts:
        """Compare with the register, as its own rule of overlaps does."""
        before = [to_shapely(version.geom) for version in subject.versions]
        after = [to_shapely(part.geom) for part in subject.parts]
        others = beside([*before, *after], but=subject.change.touched)
        found = clashes(after, others)
        return Facts(
            taken=tuple((clash.code, round(clash.area_m2, 3)) for clash in found),
            twice_m2=round(held_twice(after), 3),
            shorter=tuple((other.code, round(lost, 2)) for other, lost in sides_lost(before, after, others)),
            where=geojson_lonlat(to_geos(found[0].shape)) if found else None,
        )

    def judge(self, facts: Facts) -> Finding:
        """None taken, none held twice."""
        evidence = {
            "taken_m2": [list(pair) for pair in facts.taken],
            "held_twice_m2": facts.twice_m2,
            "shorter_m": [list(pair) for pair in facts.shorter],
        }
        if facts.taken:
            message = _("An outline would take land of a neighbour.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence, geometry=facts.where)
        if facts.twice_m2:
            return Finding(answer=Answer.NO, message=_("Two new outlines would hold the same land."), evidence=evidence)
        if facts.shorter:
            message = _("No neighbour loses land, but a gap comes beside one.")
            return Finding(answer=Answer.YES, message=message, evidence=evidence)
        return Finding(answer=Answer.YES, message=_("The outlines meet the neighbours' boundaries."), evidence=evidence)
