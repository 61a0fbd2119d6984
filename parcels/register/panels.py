"""What the register adds to pages: how many parcels there are, by state; of which import one came."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from geo.layers.panels import adds_to
from geo.staging.panels import origin
from parcels.plans import selectors as plans
from parcels.plans.models import PublishedBlock, PublishedDistrict
from parcels.plans.policies import is_staff_of
from parcels.register.enums import ParcelState
from parcels.register.models import Parcel, PublishedParcel


def state_counts(found: Sequence[tuple[str, int]]) -> list[dict[str, object]]:
    """Return states with their numbers of parcels, in the order of a parcel's life."""
    counts = dict(found)
    return [{"state": state, "count": counts[state]} for state in ParcelState if counts.get(state)]


def _panel(request: HttpRequest, counts: list[dict[str, object]]) -> SafeString | None:
    context = {"counts": counts, "total": sum(int(str(row["count"])) for row in counts)}
    return render_to_string("register/counts.html", context, request) if counts else None


def _published(blocks: Sequence[int]) -> list[dict[str, object]]:
    shown = PublishedParcel.objects.filter(block_id__in=blocks)
    return state_counts(list(shown.order_by().values_list("state").annotate(count=Count("id"))))


@adds_to("district_page")
def parcels_of_district(request: HttpRequest, district: PublishedDistrict) -> SafeString | None:
    """Show the public parcels of a district by state."""
    return _panel(request, _published([block.pk for block in plans.blocks_of(district)]))


@adds_to("plan_page")
def parcels_of_plan(request: HttpRequest, plan: plans.AnyPlan) -> SafeString | None:
    """Show the parcels of a plan by state: to its office all of them, to everyone the public ones."""
    if is_staff_of(request.user, plan.municipality_id):
        own = Parcel.objects.filter(plan_id=plan.pk).order_by().values_list("state").annotate(count=Count("id"))
        return _panel(request, state_counts(list(own)))
    return _panel(request, _published([block.pk for block in plans.blocks_in(plan)]))


@adds_to("block_page")
def parcels_of_block(request: HttpRequest, block: PublishedBlock) -> SafeString | None:
    """Show the public parcels of a block by state."""
    return _panel(request, _published([block.pk]))


@adds_to("land_record")
def import_of_parcel(request: HttpRequest, parcel: PublishedParcel) -> SafeString | None:
    """Lead to the file that a parcel came with."""
    source = Parcel.objects.filter(pk=parcel.pk, source_system="import").values_list("source_id", flat=True).first()
    try:
        upload = UUID((source or "").partition(":")[0])
    except ValueError:
        return None
    return origin(request, parcel.municipality_id, upload)
