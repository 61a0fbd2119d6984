"""The route keeps its distance from the lines of other networks."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.asking import ask_row, geometry_of
from geo.spatial_rules.rule import Answer, Finding, Rule
from geo.spatial_rules.selectors import needed_value
from permits.excavations.proposal import DigProposal
from permits.excavations.route import GRID_M

# Crossing a line is allowed; running along it nearer than the distance is not: the longest stretch of the route within
# the distance. A network's lines count together, since the register holds them in pieces; two crossings are two
# stretches. What keeps just the distance, to the grid of coordinates, is not nearer.
_LINES = """
WITH near AS (
  SELECT u.network, u.geom FROM excavations_utilityline u
   WHERE u.geom && ST_Expand(%(routes)s::geometry, %(notice)s) AND ST_DWithin(u.geom, %(routes)s::geometry, %(notice)s)
     AND u.network <> %(network)s),
     beside AS (
  SELECT ST_LineMerge(ST_CollectionExtract(
           ST_Intersection(%(routes)s::geometry, ST_Union(ST_Buffer(n.geom, %(distance)s - %(grid)s))), 2)) AS geom
    FROM near n GROUP BY n.network),
     stretches AS (SELECT (ST_Dump(b.geom)).geom FROM beside b)
SELECT (SELECT coalesce(array_agg(DISTINCT network ORDER BY network), '{}') FROM near),
       (SELECT coalesce(max(ST_Length(s.geom)), 0) FROM stretches s),
       (SELECT ST_AsGeoJSON(ST_Transform(ST_Union(b.geom), 4326), 9) FROM beside b)
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """Networks with a line near the route, and for how many metres on end the route runs closer to one than allowed."""

    networks: tuple[str, ...]
    along_m: float
    most_m: Decimal
    distance_m: Decimal
    geometry: dict[str, Any] | None


class ClearOfLines(Rule[DigProposal, Facts]):
    """Lines that are registered in the ground are crossed, not followed closely; whoever owns one is told."""

    code = "clear_of_lines"
    title = _("Distance from registered lines")
    cites = "DOMAIN 3.3 (nearby utilities within d m listed)"
    hint = _("Move the route away from the line, or cross it square.")

    def facts(self, subject: DigProposal) -> Facts:
        """Seek the registered lines of other networks; what nobody registered is not known here."""
        distance, most = needed_value("utility_distance", subject.on), needed_value("utility_along", subject.on)
        asked = {
            "routes": subject.routes.hexewkb.decode(), "notice": needed_value("utility_notice", subject.on),
            "distance": distance, "network": subject.network.value, "grid": Decimal(str(GRID_M)),
        }  # fmt: skip
        networks, along, where = ask_row(_LINES, asked)
        return Facts(tuple(networks), float(along), most, distance, geometry_of(where))

    def judge(self, facts: Facts) -> Finding:
        """Nowhere along a line for longer than a crossing needs."""
        evidence = {
            "networks": list(facts.networks),
            "along_m": round(facts.along_m, 2),
            "distance_m": str(facts.distance_m),
        }
        if facts.along_m > facts.most_m:
            said = _("The route follows the line of another network too closely.")
            return Finding(answer=Answer.NO, message=said, evidence=evidence, geometry=facts.geometry)
        if facts.networks:
            said = _("Lines of other networks are near: their owners are told.")
            return Finding(answer=Answer.YES, message=said, evidence=evidence)
        return Finding(answer=Answer.YES, message=_("No registered line is near."), evidence=evidence)
