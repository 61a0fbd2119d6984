"""Every part has a frontage on a street."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial.shapes import geojson_lonlat
from geo.spatial_rules.rule import Answer, Finding
from geo.spatial_rules.selectors import needed_value
from parcels.register.enums import LineageKind
from permits.subdivisions.spatial_rules.subject import LandRule, Subject, faces


@dataclass(frozen=True, slots=True)
class Facts:
    """The longest frontage of each part in metres, the least one allowed, and the outline of the worst."""

    frontages: tuple[float, ...]
    least: Decimal
    worst: dict[str, Any]


class Frontage(LandRule):
    """Every part of a split lies along a street for at least the length that the subdivision rules ask for."""

    code = "frontage"
    title = _("Every part has a frontage")
    cites = "DOMAIN 1.3; S9, S13"
    hint = _("Turn the dividing line so that each part reaches a street, or ask for an exemption with its reason.")
    kinds = frozenset({LineageKind.SPLIT})
    may_be_excused = True

    def facts(self, subject: Subject) -> Facts:
        """Measure along the streets of the register."""
        parts = subject.parts
        longest = [max((face.length_m for face in found), default=0.0) for found in faces(subject)]
        worst = parts[longest.index(min(longest))]
        frontages = tuple(round(length, 2) for length in longest)
        return Facts(frontages, needed_value("subdivision_frontage", subject.on), geojson_lonlat(worst.geom))

    def judge(self, facts: Facts) -> Finding:
        """The shortest decides."""
        evidence = {"frontages_m": list(facts.frontages), "least_m": str(facts.least)}
        if min(facts.frontages) == 0:
            message = _("A part does not reach a street.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence, geometry=facts.worst)
        if min(facts.frontages) < facts.least:
            message = _("The frontage of a part is shorter than the rules allow.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence, geometry=facts.worst)
        return Finding(answer=Answer.YES, message=_("Every part has its frontage."), evidence=evidence)
