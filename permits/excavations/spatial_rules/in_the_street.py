"""The route lies in streets, not in parcels."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.asking import ask_row, geometry_of
from geo.spatial_rules.rule import Answer, Finding, MissingSource, Rule
from geo.spatial_rules.selectors import needed_value
from permits.excavations.proposal import DigProposal

# The projections hold every office's parcels and streets: a route may run along a border. A street's land is its centre
# line and width; what is between that and the parcels (squares, verges) is street as well when no parcel holds it.
_GROUND = """
WITH dug AS (SELECT %(works)s::geometry AS geom),
     held AS (
       SELECT ST_Intersection(p.geom, dug.geom) AS geom
         FROM register_publishedparcel p, dug
        WHERE p.geom && dug.geom AND ST_Relate(p.geom, dug.geom, 'T********') AND p.code <> %(parcel)s),
     streets AS (
       SELECT s.width_m, s.name, s.geom, ST_Length(ST_Intersection(%(routes)s::geometry,
                ST_Buffer(s.geom, s.width_m / 2.0 + %(gap)s, 'endcap=round'))) AS along,
              ST_Distance(s.geom, %(routes)s::geometry) AS nearest, ST_MaxDistance(s.geom, %(routes)s::geometry) AS off
         FROM published_street s
        WHERE s.geom && ST_Expand(%(routes)s::geometry, 60)
          AND ST_DWithin(s.geom, %(routes)s::geometry, s.width_m / 2.0 + %(gap)s))
SELECT (SELECT count(*) FROM streets),
       (SELECT coalesce(ST_Length(%(routes)s::geometry) - ST_Length(ST_Intersection(%(routes)s::geometry,
          ST_Union(ST_Buffer(s.geom, s.width_m / 2.0 + %(gap)s, 'endcap=round')))), ST_Length(%(routes)s::geometry))
          FROM streets s),
       (SELECT s.name FROM streets s ORDER BY s.along DESC LIMIT 1),
       (SELECT s.width_m FROM streets s ORDER BY s.along DESC LIMIT 1),
       (SELECT s.nearest FROM streets s ORDER BY s.along DESC LIMIT 1),
       (SELECT coalesce(sum(ST_Area(h.geom)), 0) FROM held h),
       (SELECT ST_AsGeoJSON(ST_Transform(ST_Union(h.geom), 4326), 9) FROM held h)
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """Streets that the route meets, metres of it outside of all, the main one with width and offset, m² in parcels."""

    streets: int
    outside_m: float
    street: str
    street_width_m: Decimal | None
    offset_m: float | None
    in_parcels_m2: float
    least_m2: Decimal
    geometry: dict[str, Any] | None


class InTheStreet(Rule[DigProposal, Facts]):
    """A dig is in the street's land; a building connection may enter the parcel that it serves."""

    code = "in_the_street"
    title = _("The route lies in the street")
    cites = "DOMAIN 3.3 (S14), 1.7 (position relative to the centre line)"
    hint = _(
        "Lead the route through the street; for land of somebody else his consent and another procedure are needed."
    )

    def facts(self, subject: DigProposal) -> Facts:
        """Lay the route over streets and parcels."""
        least = needed_value("building_sliver", subject.on)
        asked = {
            "works": subject.works.hexewkb.decode(),
            "routes": subject.routes.hexewkb.decode(),
            "parcel": subject.parcel_code,
            "gap": needed_value("frontage_gap", subject.on),
        }
        streets, outside, name, width, offset, held, where = ask_row(_GROUND, asked)
        if not streets and held <= least:
            raise MissingSource("street at the route")
        return Facts(streets, float(outside), name or "", width, offset, float(held), least, geometry_of(where))

    def judge(self, facts: Facts) -> Finding:
        """In no parcel by more than survey noise; the position in the street is written down."""
        evidence = {
            "street": facts.street,
            "street_width_m": str(facts.street_width_m),
            "offset_from_centre_m": None if facts.offset_m is None else round(facts.offset_m, 2),
            "outside_m": round(facts.outside_m, 2),
            "in_parcels_m2": round(facts.in_parcels_m2, 2),
        }
        if facts.in_parcels_m2 > facts.least_m2:
            return Finding(
                answer=Answer.NO, message=_("The route enters parcels."), evidence=evidence, geometry=facts.geometry
            )
        return Finding(answer=Answer.YES, message=_("The route lies in the street."), evidence=evidence)
