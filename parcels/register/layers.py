"""Map layers of the register."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geo.layers.layer import Category, Geometry, Label, Layer, Pattern, StaffColumns, Style
from geo.layers.registry import offer
from parcels.register.enums import ParcelState
from parcels.register.models import BoundaryVersion, Parcel, PublishedParcel

STATES = (
    Category(
        value="provisional",
        label=ParcelState.PROVISIONAL.label,
        fill="#e3eef0",
        stroke="#3c7d8a",
        pattern=Pattern.DOTS,
        letter=pgettext_lazy("one letter for provisional", "P"),
    ),
    Category(value="active", label=ParcelState.ACTIVE.label, fill="#fbf3df", stroke="#a08a5f"),
    Category(
        value="under_change",
        label=ParcelState.UNDER_CHANGE.label,
        fill="#fbe3b5",
        stroke="#b7791f",
        pattern=Pattern.HATCH,
        letter=pgettext_lazy("one letter for under change", "C"),
    ),
    Category(
        value="frozen",
        label=ParcelState.FROZEN.label,
        fill="#e6dfe9",
        stroke="#6b4e8a",
        pattern=Pattern.CROSS,
        letter=pgettext_lazy("one letter for frozen", "F"),
    ),
)

parcels = offer(
    Layer(
        name="parcels",
        title=_("Parcels"),
        geometry=Geometry.POLYGON,
        model=PublishedParcel,
        fields=(
            "code",
            "number",
            "block_label",
            "plan_number",
            "district_name",
            "district_name_en",
            "state",
            "area_m2",
        ),
        clearance="clearance_m",
        min_zoom=14,
        order=60,
        key_field="code",
        about=_(
            "Numbered parcels as the register holds them: outline, number, block, plan, district, state and area on the"
            " grid. Owners are not in it."
        ),
        past="parcels_at_v2",
        staff_columns=(
            StaffColumns(model=Parcel, key="id", fields=("source_system", "source_id", "deed_area_m2")),
            StaffColumns(model=BoundaryVersion, key="version_id", fields=("source", "accuracy_m", "several_parts")),
        ),
        card_url="/parcels/{code}/?fragment=card",
        page_url="/parcels/{code}/",
        style=Style(fill="#fbf6ea", stroke="#a8987a", width=0.75, category_field="state", categories=STATES),
    )
)

parcel_labels = offer(
    Layer(
        name="parcel_labels",
        title=_("Parcel numbers"),
        geometry=Geometry.POINT,
        model=PublishedParcel,
        fields=("code", "number", "room_m"),
        tile_geometry="label_3857",
        min_zoom=16,
        order=80,
        in_legend=False,
        follows="parcels",
        past="parcel_labels_at_v1",
        style=Style(
            label=Label(
                field="number",
                numeric=True,
                size=12,
                weight=600,
                min_zoom=17,
                colour="#4d4431",
                room_field="room_m",
            )
        ),
    )
)
