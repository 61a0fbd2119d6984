"""The footprints of pictures that everyone may see."""

from django.utils.translation import gettext_lazy as _

from geo.layers.layer import Geometry, Layer, Style
from geo.layers.registry import offer
from geo.raster.models import PublishedImage

footprints = offer(
    Layer(
        name="imagery_footprints",
        title=_("Footprints of imagery"),
        about=_("Where orthophotos and scanned plans lie, when they were taken and how accurate they are."),
        geometry=Geometry.POLYGON,
        model=PublishedImage,
        fields=("id", "title", "taken_on", "accuracy_m", "pixel_m", "source", "licence", "from_scan"),
        min_zoom=5,
        order=5,
        visible=False,
        key_field="id",
        style=Style(stroke="#5c4277", width=1.5, dash=(6, 4)),
    )
)
