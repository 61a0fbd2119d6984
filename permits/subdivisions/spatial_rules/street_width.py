"""The street of every part is wide enough."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding
from geo.spatial_rules.selectors import needed_value
from parcels.register.enums import LineageKind
from permits.subdivisions.spatial_rules.subject import LandRule, Subject, faces

#: Metres of outline along a street that make it a street of the part, and not a corner that is touched.
_FACE_M = 1.0


@dataclass(frozen=True, slots=True)
class Facts:
    """The width of the widest street of each part in metres, 0 without one; and the least width allowed."""

    widths: tuple[float, ...]
    least: Decimal


class StreetWidth(LandRule):
    """Parts of a split lie on streets of the width that the subdivision rules ask for."""

    code = "street_width"
    title = _("The streets are wide enough")
    cites = "DOMAIN 1.3; S9, S13"
    hint = _("Land on narrow streets is not divided further, unless an exemption is asked for with its reason.")
    kinds = frozenset({LineageKind.SPLIT})
    may_be_excused = True

    def facts(self, subject: Subject) -> Facts:
        """Ask for the streets along each part."""
        widths = tuple(
            max((face.width_m for face in found if face.length_m >= _FACE_M), default=0.0) for found in faces(subject)
        )
        return Facts(widths, needed_value("subdivision_street_width", subject.on))

    def judge(self, facts: Facts) -> Finding:
        """The narrowest decides."""
        evidence = {"widths_m": list(facts.widths), "least_m": str(facts.least)}
        if min(facts.widths) < facts.least:
            message = _("The street of a part is narrower than the rules allow, or there is none.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence)
        return Finding(
            answer=Answer.YES, message=_("Every part lies on a street that is wide enough."), evidence=evidence
        )
