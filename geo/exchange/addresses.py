"""Where desktop programs find a layer on this server: services that answer, and what to press to add each."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geo.errors import Text
from geo.layers.layer import Audience, Layer


@dataclass(frozen=True, slots=True)
class Address:
    """One service: its name, what to press in QGIS, and the address to paste."""

    title: Text
    steps: Text
    url: str


def addresses(request: HttpRequest, layer: Layer) -> list[Address]:
    """Return the services of a public layer; those of the staff need a session, which desktop programs have not."""
    if layer.audience != Audience.PUBLIC:
        return []
    tiles = request.build_absolute_uri(reverse("mvt:tile", args=[layer.name, 0, 0, 0]))
    return [
        Address(
            _("Live features (OGC API)"),
            _("Layer, Add Layer, Add WFS / OGC API – Features Layer, New. Paste this address as URL:"),
            request.build_absolute_uri(reverse("ogc:landing")),
        ),
        Address(
            _("Live features (WFS 2.0)"),
            _("For programs that know no OGC API. The same window; choose version 2.0:"),
            request.build_absolute_uri(reverse("ogc:wfs")),
        ),
        Address(
            _("Live tiles"),
            _("Layer, Add Layer, Add Vector Tile Layer, New generic connection. Paste this address:"),
            tiles.replace("/0/0/0.", "/{z}/{x}/{y}."),
        ),
    ]
