"""The open findings of the checks on the map of the staff: a point each, for what is wrong is often a hairline."""

from django.utils.translation import gettext_lazy as _

from geo.layers.layer import Audience, Category, Geometry, Layer, Marker, Style
from geo.layers.registry import offer
from parcels.quality.enums import FindingKind
from parcels.quality.models import CheckFinding

_K = FindingKind
#: How each kind is drawn: land held twice, land that is missing or too narrow, land out of its frame, records.
_MARKS: dict[FindingKind, tuple[str, Marker]] = {
    _K.OVERLAP: ("#a3262a", Marker.DIAMOND),
    _K.DUPLICATE: ("#6e1518", Marker.DIAMOND),
    _K.GAP: ("#b7791f", Marker.TRIANGLE),
    _K.SLIVER: ("#8a5a12", Marker.TRIANGLE),
    _K.OUTSIDE_BLOCK: ("#6b4e8a", Marker.SQUARE),
    _K.OUTSIDE_PLAN: ("#4f3a66", Marker.SQUARE),
    _K.OUTSIDE_TERRITORY: ("#33508f", Marker.SQUARE),
    _K.OFF_GRID: ("#3c7d8a", Marker.CIRCLE),
    _K.NO_NUMBER: ("#4d4431", Marker.CIRCLE),
}

findings = offer(
    Layer(
        name="findings",
        title=_("Findings of the checks"),
        geometry=Geometry.POINT,
        model=CheckFinding,
        fields=("id", "kind", "size"),
        audience=Audience.STAFF,
        tile_geometry="open_at_3857",
        min_zoom=8,
        order=95,
        key_field="id",
        card_url="/quality/{id}/?fragment=card",
        page_url="/quality/{id}/",
        style=Style(
            radius=7,
            category_field="kind",
            categories=tuple(
                Category(value=kind.value, label=kind.label, fill=colour, stroke="#ffffff", width=1.5, marker=marker)
                for kind, (colour, marker) in _MARKS.items()
            ),
        ),
    )
)
