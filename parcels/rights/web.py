"""The page of a person's own land: where he holds a right, and nothing of anybody else."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from geo.municipalities.models import in_language
from geo.parties.selectors import own_links
from parcels.register.models import PublishedParcel
from parcels.rights.models import Right
from parcels.rights.selectors import rights_held_by


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List the rights of whoever is signed in, each with its land as everyone knows it."""
    rights = list(rights_held_by(request.user))
    published = PublishedParcel.objects.in_bulk([right.parcel_id for right in rights])
    rows = [_row(right, published.get(right.parcel_id)) for right in rights]
    return render(request, "rights/mine.html", {"rows": rows, "links": own_links(request.user)})


def _row(right: Right, parcel: PublishedParcel | None) -> dict[str, Any]:
    district = in_language(parcel.district_name, parcel.district_name_en) if parcel else ""
    return {"right": right, "parcel": parcel, "district": district}
