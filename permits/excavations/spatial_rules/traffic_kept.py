"""Traffic goes on, or its stop is asked for and nobody else stops it."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.asking import ask_row
from geo.spatial_rules.rule import Answer, Finding, Rule
from geo.spatial_rules.selectors import needed_value
from permits.excavations.enums import Closure
from permits.excavations.proposal import DigProposal

# What is left of the narrowest street along which is dug, and other digs that close a street that this one closes.
_TRAFFIC = """
WITH met AS (
  SELECT s.id, s.width_m FROM published_street s
   WHERE s.geom && ST_Expand(%(routes)s::geometry, 60)
     AND ST_DWithin(s.geom, %(routes)s::geometry, s.width_m / 2.0 + %(gap)s)
     AND ST_Length(ST_Intersection(%(routes)s::geometry,
                                   ST_Buffer(s.geom, s.width_m / 2.0 + %(gap)s, 'endcap=flat'))) > %(width)s)
SELECT (SELECT min(width_m) FROM met),
       (SELECT count(DISTINCT d.id) FROM published_dig d JOIN published_street s ON s.id IN (SELECT id FROM met)
         WHERE d.closure = 'full' AND d.period && daterange(%(since)s, %(until)s)
           AND d.application_id IS DISTINCT FROM %(case)s AND d.trench IS DISTINCT FROM %(trench)s
           AND d.site && ST_Expand(s.geom, 60) AND ST_DWithin(d.geom, s.geom, s.width_m / 2.0 + %(gap)s))
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """The narrowest street along the route, m; the trench with its working strip; digs that close such a street."""

    closure: str
    narrowest_m: Decimal | None
    taken_m: Decimal
    lane_m: Decimal
    closed_by_others: int


class TrafficKept(Rule[DigProposal, Facts]):
    """Where no lane is left the closure must be asked for; one street is closed by one dig at a time."""

    code = "traffic_kept"
    title = _("Traffic goes on, or its stop is asked for")
    cites = "DOMAIN 1.7 (traffic plan when closing), 3.3"
    hint = _("Ask for the closure of the street, make the trench narrower, or choose other days.")

    def facts(self, subject: DigProposal) -> Facts:
        """Measure what is left of the streets."""
        asked = {
            "routes": subject.routes.hexewkb.decode(), "gap": needed_value("frontage_gap", subject.on),
            "width": subject.width_m, "since": subject.starts_on, "until": subject.after, "case": subject.case_id,
            "trench": subject.trench,
        }  # fmt: skip
        narrowest, closed = ask_row(_TRAFFIC, asked)
        taken = Decimal(str(round(subject.width_m, 2))) + needed_value("excavation_working_strip", subject.on)
        return Facts(subject.closure.value, narrowest, taken, needed_value("traffic_lane", subject.on), closed)

    def judge(self, facts: Facts) -> Finding:
        """A lane is left or the street is closed on purpose, and not by two at once."""
        left = None if facts.narrowest_m is None else facts.narrowest_m - facts.taken_m
        evidence = {"left_m": str(left), "lane_m": str(facts.lane_m), "closed_by_others": facts.closed_by_others}
        if facts.closed_by_others:
            return Finding(
                answer=Answer.NO, message=_("Another dig closes this street on these days."), evidence=evidence
            )
        if left is not None and left < facts.lane_m and facts.closure != Closure.FULL:
            said = _("No lane is left beside the trench, and the closure of the street is not asked for.")
            return Finding(answer=Answer.NO, message=said, evidence=evidence)
        return Finding(answer=Answer.YES, message=_("The traffic is provided for."), evidence=evidence)
