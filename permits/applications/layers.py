"""Map layer of issued permits."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geo.layers.layer import Category, Geometry, Layer, Marker, Style
from geo.layers.registry import offer
from permits.applications.enums import PermitKind
from permits.applications.models import PublishedPermit

permits = offer(
    Layer(
        name="permits",
        title=_("Permits"),
        geometry=Geometry.POINT,
        model=PublishedPermit,
        fields=("number", "kind", "status", "issued_on", "expires_on", "parcel_code"),
        about=_("Permits that were issued, on the outline of their parcel: number, kind, state and dates. No names."),
        tile_geometry="point_3857",
        min_zoom=14,
        order=90,
        key_field="number",
        past="permits_at_v2",
        card_url="/permits/{number}/?fragment=card",
        page_url="/permits/{number}/",
        style=Style(
            radius=8,
            category_field="kind",
            categories=(
                Category(
                    value="building",
                    label=PermitKind.BUILDING.label,
                    fill="#1f6f54",
                    marker=Marker.CIRCLE,
                    letter=pgettext_lazy("one letter for building", "B"),
                ),
                Category(
                    value="demolition",
                    label=PermitKind.DEMOLITION.label,
                    fill="#b3402f",
                    marker=Marker.SQUARE,
                    letter=pgettext_lazy("one letter for demolition", "D"),
                ),
                Category(
                    value="restoration",
                    label=PermitKind.RESTORATION.label,
                    fill="#8c5a2b",
                    marker=Marker.DIAMOND,
                    letter=pgettext_lazy("one letter for restoration", "R"),
                ),
                Category(
                    value="fencing",
                    label=PermitKind.FENCING.label,
                    fill="#2b5f8f",
                    marker=Marker.SQUARE,
                    letter=pgettext_lazy("one letter for fencing", "F"),
                ),
                Category(
                    value="excavation",
                    label=PermitKind.EXCAVATION.label,
                    fill="#8a6d00",
                    marker=Marker.TRIANGLE,
                    letter=pgettext_lazy("one letter for excavation", "X"),
                ),
                Category(
                    value="simple",
                    label=PermitKind.SIMPLE.label,
                    fill="#6b4c9a",
                    marker=Marker.CIRCLE,
                    letter=pgettext_lazy("one letter for other permits", "O"),
                ),
            ),
        ),
    )
)
