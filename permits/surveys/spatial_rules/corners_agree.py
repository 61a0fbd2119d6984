"""What was observed agrees with the boundary in the register."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray
from shapely import MultiPoint, Point, get_coordinates
from shapely.geometry.base import BaseGeometry

from geo.spatial.shapes import to_shapely
from geo.spatial_rules.rule import Answer, Finding, Rule
from geo.spatial_rules.selectors import needed_value
from permits.surveys.spatial_rules.subject import SurveyedLand, shape_lonlat

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Facts:
    """Each observed corner's distance from the register's boundary, and the register's corners' from the observed one.

    Metres on the grid of the storage CRS; places of the corners beside their distances.
    """

    observed: tuple[tuple[Place, float], ...]
    registered: tuple[tuple[Place, float], ...]
    within_m: Decimal


class CornersAgree(Rule[SurveyedLand, Facts]):
    """The observed outline and the pinned version lie nowhere farther apart than the tolerance.

    Compared both ways, corner to line: a mark of a neighbour in the middle of a straight side needs no observation.
    """

    code = "survey_corners_agree"
    title = _("The corners agree with the register")
    cites = "DOMAIN 1.2, S2; platform tolerance survey_against_register"
    hint = _("The boundary differs from the register: it needs a correction case before a survey decision.")

    def facts(self, subject: SurveyedLand) -> Facts:
        """Measure both outlines against each other."""
        observed, registered = subject.field_work.outline, to_shapely(subject.version.geom)
        return Facts(
            _distances(get_coordinates(observed), registered.boundary),
            _distances(get_coordinates(registered), observed.boundary),
            needed_value("survey_against_register", subject.on),
        )

    def judge(self, facts: Facts) -> Finding:
        """The farthest corner decides."""
        away = [
            (place, metres) for place, metres in facts.observed + facts.registered if metres > float(facts.within_m)
        ]
        farthest = max((metres for _place, metres in facts.observed + facts.registered), default=0.0)
        evidence = {"farthest_m": round(farthest, 4), "corners_away": len(away), "within_m": str(facts.within_m)}
        if away:
            return Finding(
                answer=Answer.NO,
                message=_("The boundary on the ground differs from the register."),
                evidence=evidence,
                geometry=shape_lonlat(MultiPoint([place for place, _metres in away])),
            )
        return Finding(answer=Answer.YES, message=_("Ground and register agree."), evidence=evidence)


def _distances(corners: NDArray[np.float64], line: BaseGeometry) -> tuple[tuple[Place, float], ...]:
    """Return each corner once with its distance from a line, metres."""
    places = dict.fromkeys((float(x), float(y)) for x, y in corners)
    return tuple((place, Point(place).distance(line)) for place in places)
