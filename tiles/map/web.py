"""The map page; without scripts it is the search form and the list of places."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo.accounts.policies import memberships_of
from geo.layers.layer import Audience
from geo.municipalities.enums import MunicipalityKind
from geo.municipalities.models import Municipality
from tiles.map.config import map_config


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the map, and for browsers without scripts the ways into the same records."""
    audience = Audience.STAFF if memberships_of(request.user).exists() else Audience.PUBLIC
    places = Municipality.objects.filter(kind=MunicipalityKind.SUB_MUNICIPALITY).order_by("code")
    context = {"config": map_config(audience), "places": places, "words": request.GET.get("q", "")}
    return render(request, "map/home.html", context)
