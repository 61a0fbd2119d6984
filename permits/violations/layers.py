"""Open violations on the map of the staff: a point each, by what they concern."""

from django.utils.translation import gettext_lazy as _

from geo.layers.layer import Audience, Category, Geometry, Layer, Marker, Style
from geo.layers.registry import offer
from permits.violations.enums import OVER, ViolationState
from permits.violations.models import Violation

_S = ViolationState
#: How each state is drawn: what waits for an inspector, for money, for a hearing.
_MARKS: dict[ViolationState, tuple[str, Marker]] = {
    _S.REPORTED: ("#a3262a", Marker.DIAMOND),
    _S.CORRECTION: ("#b7791f", Marker.TRIANGLE),
    _S.PROPOSED: ("#8a5a12", Marker.DIAMOND),
    _S.FINED: ("#6b4e8a", Marker.SQUARE),
    _S.OVERDUE: ("#6e1518", Marker.SQUARE),
    _S.APPEALED: ("#33508f", Marker.CIRCLE),
    _S.PAID: ("#3c7d8a", Marker.CIRCLE),
}
assert set(_MARKS) == set(ViolationState) - OVER

violations = offer(
    Layer(
        name="violations",
        title=_("Violations"),
        geometry=Geometry.POINT,
        model=Violation,
        fields=("id", "item", "state"),
        audience=Audience.STAFF,
        tile_geometry="open_at_3857",
        export_geometry="place",
        min_zoom=10,
        order=96,
        key_field="id",
        card_url="/violations/{id}/?fragment=card",
        page_url="/violations/{id}/",
        style=Style(
            radius=8,
            category_field="state",
            categories=tuple(
                Category(value=state.value, label=state.label, fill=colour, stroke="#ffffff", width=1.5, marker=marker)
                for state, (colour, marker) in _MARKS.items()
            ),
        ),
    )
)
