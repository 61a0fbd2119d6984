"""Plots of grant plans on the public map: free, in a draw, granted, delivered. Nobody's name."""

from django.utils.translation import gettext_lazy as _

from geo.layers.layer import Category, Geometry, Layer, Pattern, Style
from geo.layers.registry import offer
from permits.grants.enums import PlotStatus
from permits.grants.models import PublishedPlot

#: How each state is drawn; never by colour alone.
_LOOKS: dict[PlotStatus, tuple[str, Pattern]] = {
    PlotStatus.FREE: ("#bfe3cf99", Pattern.NONE),
    PlotStatus.IN_DRAW: ("#f3dc9a99", Pattern.DOTS),
    PlotStatus.GRANTED: ("#b9cbe899", Pattern.HATCH),
    PlotStatus.DELIVERED: ("#8f9bb399", Pattern.CROSS),
}

grant_plots = offer(
    Layer(
        name="grant_plots",
        title=_("Plots of land grants"),
        geometry=Geometry.POLYGON,
        model=PublishedPlot,
        fields=("code", "area_class", "status"),
        about=_("Plots of grant plans: free, in a draw, granted, delivered. No names."),
        tile_geometry="geom_3857",
        min_zoom=13,
        order=45,
        key_field="code",
        page_url="/parcels/{code}/",
        card_url="/parcels/{code}/?fragment=card",
        style=Style(
            category_field="status",
            categories=tuple(
                Category(value=status.value, label=status.label, fill=fill, stroke="#3a4048", width=1, pattern=pattern)
                for status, (fill, pattern) in _LOOKS.items()
            ),
        ),
    )
)
