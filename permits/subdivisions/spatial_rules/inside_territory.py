"""The land stays in the territory of its office."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from geo.municipalities.models import Municipality
from geo.spatial_rules.rule import Answer, Finding, MissingSource
from parcels.register.enums import LineageKind
from permits.subdivisions.spatial_rules.subject import LandRule, Subject


@dataclass(frozen=True, slots=True)
class Facts:
    """Land outside the territory, m², and the length of the outlines, metres."""

    outside_m2: float
    perimeter_m: float


class InsideTerritory(LandRule):
    """A corrected boundary stays inside the territory of the office that holds the parcel (S5)."""

    code = "inside_territory"
    title = _("The land lies in the territory of the office")
    cites = "DOMAIN S5"
    hint = _("Land beyond the limit is the neighbouring office's.")
    kinds = frozenset({LineageKind.CORRECTION})

    def facts(self, subject: Subject) -> Facts:
        """Compare with the territory."""
        office = Municipality.objects.get(pk=subject.versions[0].municipality_id)
        if office.territory is None:
            raise MissingSource(f"territory of {office.code}")
        outside = sum(part.geom.difference(office.territory).area for part in subject.parts)
        return Facts(outside, sum(part.geom.length for part in subject.parts))

    def judge(self, facts: Facts) -> Finding:
        """Nothing outside, to a millimetre along the outline."""
        evidence = {"outside_m2": round(facts.outside_m2, 3)}
        if facts.outside_m2 > 0.001 * facts.perimeter_m:
            return Finding(answer=Answer.NO, message=_("Land lies outside the territory."), evidence=evidence)
        return Finding(answer=Answer.YES, message=_("All land lies in the territory."), evidence=evidence)
