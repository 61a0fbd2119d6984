"""An issued permit stays on the land of its works when that land is divided; an application stands in the way."""

from uuid import uuid4

import pytest
from django.contrib.gis.geos import LineString

from geo.municipalities.scope import territory
from geo.spatial.crs import storage_srid
from parcels.register.lineage import change_land, split_by_line
from parcels.register.models import BoundaryVersion, PublishedParcel
from permits.cases.claims import live_claims, reattach, stands_in_the_way
from permits.cases.models import Claim
from permits.cases.services import release_claims
from tests.factories.cases import hold_values, open_thread
from tests.factories.decisions import decided

pytestmark = pytest.mark.django_db(transaction=True)


def _halves(thread):
    """The parcel of the thread, cut in the middle from south to north."""
    west, south, east, north = thread.parcel.geom.extent
    middle = (west + east) / 2
    return split_by_line(
        thread.parcel.pk, line=LineString((middle, south - 1), (middle, north + 1), srid=storage_srid())
    )


def test_an_application_under_way_stands_in_the_way(places):
    hold_values()
    thread = open_thread(places.west, places.citizen, up_to=["submit"])
    with territory([places.west.body.pk]):
        (claim,) = live_claims([thread.parcel.pk], but=uuid4())
        assert stands_in_the_way(claim)


def test_an_issued_permit_holds_every_part_that_its_fence_touches(places):
    hold_values()
    thread = open_thread(places.west, places.citizen, up_to=["submit", "recommend", "approve"])
    with territory([places.west.body.pk]):
        going = list(live_claims([thread.parcel.pk], but=uuid4()))
        assert not any(map(stands_in_the_way, going))
        change = _halves(thread)
        case = decided(change, places.west)
        change_land(change=change, request_id=uuid4(), by=None, reason="test", source="test", case_id=case)
        parts = list(BoundaryVersion.objects.filter(recorded__upper_inf=True, valid__upper_inf=True))
        reattach(going, {thread.parcel.pk: parts})
        held = set(Claim.objects.filter(case=thread.case, released_at=None).values_list("parcel_id", flat=True))
        assert held == set(PublishedParcel.objects.values_list("pk", flat=True))
        release_claims(case=thread.case)
