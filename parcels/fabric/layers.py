"""Map layers of the fabric: streets and buildings."""

from django.utils.translation import gettext_lazy as _

from geo.layers.layer import Geometry, Label, Layer, Style
from geo.layers.registry import offer
from parcels.fabric.models import PublishedBuilding, PublishedStreet

offer(
    Layer(
        name="streets",
        title=_("Streets"),
        geometry=Geometry.LINE,
        model=PublishedStreet,
        fields=("name", "name_en", "width_m", "street_class"),
        about=_("Centre lines of streets and alleys that hold today, with their width in metres and their class."),
        min_zoom=13,
        order=50,
        style=Style(
            stroke="#ffffff",
            fill="#d8d0bf",
            width=1,
            width_field="width_m",
            label=Label(field="name", field_en="name_en", along_line=True, min_zoom=16, size=11, colour="#6d6a64"),
        ),
    )
)

offer(
    Layer(
        name="buildings",
        title=_("Buildings"),
        geometry=Geometry.POLYGON,
        model=PublishedBuilding,
        fields=("floors", "use"),
        about=_("Footprints of buildings that stand today, with their floors and their use."),
        clearance="clearance_m",
        min_zoom=15,
        order=65,
        style=Style(fill="#cbbfa9b3", stroke="#9b8d73", width=0.75),
    )
)
