"""The building stays clear of flood channels and of restricted land; heritage areas are noted."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from parcels.plans.enums import MaskKind
from permits.applications.spatial_rules.clear_of_masks import BARRING
from permits.applications.spatial_rules.site import lonlat, surfaces, union_of
from permits.applications.spatial_rules.subject import GRID_M, Proposal

#: What an overlap along a common edge may leave, m².
_ROUNDING_M2 = 1e-3


@dataclass(frozen=True, slots=True)
class Facts:
    """Square metres of the footprint inside barring masks, their kinds, the kinds that only a department is told of."""

    inside_m2: float
    kinds: tuple[str, ...]
    noted: tuple[str, ...]
    inside: dict[str, Any] | None


class FootprintClearOfMasks(Rule[Proposal, Facts]):
    """Nothing is built in a flood channel, on expropriated land, in an energy risk zone; heritage is a department's."""

    code = "footprint_clear_of_masks"
    title = _("The building is clear of flood channels and restricted land")
    cites = "DOMAIN 1.1, 1.2; S8"
    hint = _("Keep the building out of the restricted part, or ask the department that answers for the restriction.")

    def facts(self, subject: Proposal) -> Facts:
        """Intersect the footprint with what restricts; land that only borders on a restriction is not in it."""
        touched = [
            (mask.kind, part)
            for mask in subject.site.masks
            if (part := surfaces(mask.outline.buffer(-GRID_M).intersection(subject.footprint))).area > _ROUNDING_M2
        ]
        barred = [(kind, part) for kind, part in touched if kind in BARRING]
        inside = union_of(part for _kind, part in barred)
        noted = {kind for kind, _part in touched if kind == MaskKind.HERITAGE}
        kinds = tuple(sorted({kind for kind, _part in barred}))
        return Facts(inside.area, kinds, tuple(sorted(noted)), lonlat(inside))

    def judge(self, facts: Facts) -> Finding:
        """Any ground inside bars it."""
        evidence = {
            "inside_m2": round(facts.inside_m2, 2), "kinds": list(facts.kinds), "noted": list(facts.noted),
        }  # fmt: skip
        if facts.kinds:
            message = _("A part of the building lies in a restricted area.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence, geometry=facts.inside)
        if facts.noted:
            message = _("The building lies in a heritage area: its department is asked.")
            return Finding(answer=Answer.YES, message=message, evidence=evidence)
        return Finding(answer=Answer.YES, message=_("No restricted area is touched."), evidence=evidence)
