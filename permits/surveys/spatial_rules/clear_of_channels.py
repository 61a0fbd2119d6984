"""The land is not swallowed by a flood channel or restricted area; what lies inside one is deducted."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from shapely import union_all

from geo.spatial_rules.rule import Answer, Finding, MissingSource, Rule
from parcels.register.areas import areas_of
from parcels.register.models import PublishedParcel
from permits.surveys.deductions import restricted_parts
from permits.surveys.spatial_rules.subject import SurveyedLand, shape_lonlat

#: Less than this is not left over, square metres: nobody can use it.
LEAST_M2 = 1.0


@dataclass(frozen=True, slots=True)
class Facts:
    """The area on the ground and the net area, m²; which restrictions reach in, and where."""

    ground_m2: float
    net_m2: float
    kinds: tuple[str, ...]
    geometry: dict[str, Any] | None


class ClearOfChannels(Rule[SurveyedLand, Facts]):
    """What a flood channel or restricted area covers is excluded from the net area; something must be left."""

    code = "survey_clear_of_channels"
    title = _("Outside flood channels and restricted areas")
    cites = "DOMAIN 1.2 (not in wadis or restricted areas; overlaps excluded from the net area); S8"
    hint = _("Ask the department that answers for the restriction; no decision is given for land wholly inside one.")

    def facts(self, subject: SurveyedLand) -> Facts:
        """Intersect the pinned boundary with the restrictions."""
        parcel = PublishedParcel.objects.filter(version_id=subject.version.pk).first()
        if parcel is None:
            raise MissingSource("published boundary")
        areas, parts = areas_of(parcel), restricted_parts(subject.version)
        return Facts(
            areas.ground_m2,
            areas.net_m2,
            tuple(sorted({mask.kind for mask, _part in parts})),
            shape_lonlat(union_all([part for _mask, part in parts])),
        )

    def judge(self, facts: Facts) -> Finding:
        """Something must be left when all is deducted."""
        evidence = {
            "ground_m2": round(facts.ground_m2, 2),
            "deducted_m2": round(facts.ground_m2 - facts.net_m2, 2),
            "net_m2": round(facts.net_m2, 2),
            "kinds": list(facts.kinds),
        }
        if facts.net_m2 < LEAST_M2:
            answer, message = Answer.NO, _("Nothing is left of the land outside restricted areas.")
        elif facts.kinds:
            answer, message = Answer.YES, _("A restricted area reaches in; its part is deducted from the net area.")
        else:
            answer, message = Answer.YES, _("No restricted area reaches into the land.")
        return Finding(answer=answer, message=message, evidence=evidence, geometry=facts.geometry)
