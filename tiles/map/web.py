"""The map page; without scripts it is the search form and the list of places."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from geo.accounts.policies import memberships_of
from geo.layers.layer import Audience
from geo.municipalities.enums import MunicipalityKind
from geo.municipalities.models import Municipality
from tiles.map.config import map_config


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the map, and for browsers without scripts the ways into the same records."""
    places = Municipality.objects.exclude(kind=MunicipalityKind.AMANA).order_by("code")
    context = {"config": map_config(_audience(request)), "places": places, "words": request.GET.get("q", "")}
    return render(request, "map/home.html", context)


@never_cache
@require_safe
def config(request: HttpRequest) -> JsonResponse:
    """Answer the element's configuration: for maps on the pages of other slices. It differs by person and language."""
    return JsonResponse(map_config(_audience(request)))


def _audience(request: HttpRequest) -> Audience:
    return Audience.STAFF if memberships_of(request.user).exists() else Audience.PUBLIC
