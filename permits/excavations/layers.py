"""Map layer of digs: those that hold a street now, and those that will."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geo.layers.layer import Category, Geometry, Layer, Pattern, Style
from geo.layers.registry import offer
from permits.excavations.models import DigHold, PublishedDig

digs = offer(
    Layer(
        name="digs",
        title=_("Digs"),
        geometry=Geometry.POLYGON,
        model=PublishedDig,
        base=DigHold,
        fields=("id", "network", "manner", "standing", "closure", "starts_on", "ends_on"),
        about=_("Ground that is dug up now or will be: network, days, whether the street is closed. No names."),
        clearance="clearance_m",
        min_zoom=13,
        order=88,
        key_field="id",
        card_url="/excavations/digs/{id}/?fragment=card",
        page_url="/excavations/digs/{id}/",
        style=Style(
            category_field="standing",
            categories=(
                Category(
                    value="current", label=pgettext_lazy("dig", "Dug up now"), fill="#c2410c99", stroke="#7c2d12",
                    width=2, pattern=Pattern.HATCH,
                ),
                Category(
                    value="coming", label=pgettext_lazy("dig", "Will be dug up"), fill="#f59e0b66", stroke="#92400e",
                    width=2, dash=(6, 4), pattern=Pattern.DOTS,
                ),
            ),
        ),
    )
)  # fmt: skip
