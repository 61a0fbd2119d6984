"""Asking one rule about one piece of land."""

from datetime import date
from uuid import uuid4

from django.contrib.gis.geos import GEOSGeometry
from django.utils import timezone

from geo.municipalities.scope import territory
from geo.spatial.shapes import to_geos, to_shapely
from geo.spatial_rules.engine import judge_all
from geo.spatial_rules.rule import Finding, Rule
from parcels.register.models import BoundaryVersion, PublishedParcel
from permits.applications.spatial_rules.subject import Proposal
from tests.factories.places import Office


def ask(
    rule: Rule, office: Office, parcel: PublishedParcel, *, works: GEOSGeometry | None = None, on: date | None = None
) -> Finding:
    """Return what a rule finds about a fence (around the whole parcel unless told), seen from an office."""
    with territory([office.body.pk]):
        version = BoundaryVersion.objects.select_related("parcel").get(pk=parcel.version_id)
        proposal = Proposal(
            parcel=version.parcel,
            version=version,
            works=to_geos(to_shapely(version.geom).boundary) if works is None else works,
            on=on or timezone.localdate(),
            case_id=uuid4(),
        )
        (judged,) = judge_all([rule], proposal).judged
    return judged.finding
