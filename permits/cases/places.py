"""Where cases are, and what they hit there: asked by the kinds that know, else told by the land that a case holds."""

from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry

from geo.registry import Registry
from permits.cases.models import Case, Claim

#: Tells the ground of cases of one kind by their keys (storage CRS); one that has none is left out.
Grounds = Callable[[Sequence[UUID]], Mapping[UUID, GEOSGeometry]]
grounds: Registry[Grounds] = Registry("ground of a kind of case")
#: Tells the codes of the rules that a case does not meet, or of which it cannot be told.
Hits = Callable[[Case], Collection[str]]
hits: Registry[Hits] = Registry("rules that a kind of case hits")


def grounds_of(cases: Sequence[Case]) -> dict[UUID, GEOSGeometry]:
    """Return the ground of cases, in one question a kind. Runs inside their territories."""
    found: dict[UUID, GEOSGeometry] = {}
    for kind in {case.kind for case in cases}:
        found |= (grounds.get(kind) or _claimed)([case.pk for case in cases if case.kind == kind])
    return found


def _claimed(keys: Sequence[UUID]) -> Mapping[UUID, GEOSGeometry]:
    """Return the land that cases claim or claimed last; of several parcels all together."""
    found: dict[UUID, GEOSGeometry] = {}
    for claim in Claim.objects.filter(case_id__in=keys).select_related("version").order_by("pk"):
        held = found.get(claim.case_id)
        found[claim.case_id] = held.union(claim.version.geom) if held else claim.version.geom
    return found
