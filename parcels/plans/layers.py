"""Map layers of the frame: bodies, districts, blocks, zones, masks."""

from django.utils.translation import gettext_lazy as _

from geo.layers.layer import Category, Coarse, Geometry, Label, Layer, Pattern, Style
from geo.layers.registry import offer
from parcels.plans.enums import DistrictKind, MaskKind
from parcels.plans.models import (
    Block,
    District,
    Plan,
    PublishedBlock,
    PublishedDistrict,
    PublishedMask,
    PublishedMunicipality,
    PublishedPlan,
    PublishedZone,
)

#: Outlines far out have fewer corners; nothing is left out.
FAR = (Coarse(geometry="geom_z7", max_zoom=7), Coarse(geometry="geom_z11", max_zoom=11))

offer(
    Layer(
        name="municipalities",
        title=_("Municipal bodies"),
        geometry=Geometry.POLYGON,
        model=PublishedMunicipality,
        fields=("code", "kind", "name", "name_en"),
        about=_("Municipal bodies and their territories."),
        coarse=FAR,
        max_zoom=14,
        order=10,
        key_field="code",
        page_url="/places/{code}/",
        style=Style(stroke="#8a7f6d", width=1.5, dash=(8, 4)),
    )
)

offer(
    Layer(
        name="municipality_labels",
        title=_("Names of municipal bodies"),
        geometry=Geometry.POINT,
        model=PublishedMunicipality,
        fields=("name", "name_en"),
        tile_geometry="label_3857",
        max_zoom=14,
        order=86,
        in_legend=False,
        follows="municipalities",
        style=Style(label=Label(field="name", field_en="name_en", max_zoom=15, size=14, weight=600, colour="#5f5646")),
    )
)

offer(
    Layer(
        name="districts",
        title=_("Districts"),
        geometry=Geometry.POLYGON,
        model=PublishedDistrict,
        fields=("id", "code", "kind", "name", "name_en"),
        key_field="id",
        about=_("Districts, planned ones and old ones, with their code in the numbering of parcels."),
        coarse=FAR,
        base=District,
        max_zoom=16,
        order=20,
        style=Style(
            stroke="#9c8f78",
            width=1.25,
            dash=(6, 3),
            category_field="kind",
            categories=(
                Category(value="planned", label=DistrictKind.PLANNED.label, fill="#e9eee6"),
                Category(value="old", label=DistrictKind.OLD.label, fill="#f1e7d3"),
            ),
        ),
    )
)

offer(
    Layer(
        name="district_labels",
        title=_("District names"),
        geometry=Geometry.POINT,
        model=PublishedDistrict,
        fields=("name", "name_en"),
        tile_geometry="label_3857",
        min_zoom=11,
        max_zoom=16,
        order=84,
        in_legend=False,
        follows="districts",
        style=Style(
            label=Label(
                field="name", field_en="name_en", min_zoom=11, max_zoom=17.5, size=15, weight=600, colour="#6b5c3f"
            )
        ),
    )
)

offer(
    Layer(
        name="plans",
        title=_("Plans"),
        geometry=Geometry.POLYGON,
        model=PublishedPlan,
        fields=("id", "number", "revision", "status", "name", "name_en"),
        key_field="id",
        past="plans_at_v1",
        about=_("Plans that are or were in force, with number, revision and state; and inventories of old districts."),
        coarse=FAR,
        base=Plan,
        order=60,
        visible=False,
        style=Style(stroke="#4a5d7a", width=2, dash=(10, 4, 2, 4)),
    )
)

offer(
    Layer(
        name="zoning",
        title=_("Zoning"),
        geometry=Geometry.POLYGON,
        model=PublishedZone,
        fields=("code", "use", "name", "name_en", "max_floors"),
        about=_("Zones of plans in force: what may be built there, and how many floors."),
        min_zoom=12,
        order=30,
        visible=False,
        style=Style(
            category_field="use",
            categories=(
                Category(value="residential", label=_("Residential"), fill="#f3e7b899"),
                Category(value="commercial", label=_("Commercial"), fill="#e7b9a899"),
                Category(value="mixed", label=_("Mixed"), fill="#e8cfa099"),
                Category(value="facility", label=_("Public facility"), fill="#b9cbe099"),
                Category(value="park", label=_("Park"), fill="#c4dcb099"),
            ),
        ),
    )
)

offer(
    Layer(
        name="blocks",
        title=_("Blocks"),
        geometry=Geometry.POLYGON,
        model=PublishedBlock,
        fields=("id", "code", "label"),
        key_field="id",
        about=_("Blocks of the plans in force and of old districts, with their number."),
        clearance="clearance_m",
        base=Block,
        min_zoom=12,
        order=62,
        style=Style(stroke="#7a6f5d", width=1.5),
    )
)

offer(
    Layer(
        name="block_labels",
        title=_("Block numbers"),
        geometry=Geometry.POINT,
        model=PublishedBlock,
        fields=("code", "label"),
        tile_geometry="label_3857",
        min_zoom=15,
        order=79,
        in_legend=False,
        follows="blocks",
        style=Style(
            label=Label(
                field="label",
                numeric=True,
                min_zoom=15.5,
                size=12,
                weight=600,
                colour="#ffffff",
                halo="",
                plate="#6f6452",
            )
        ),
    )
)

offer(
    Layer(
        name="masks",
        title=_("Restricted areas"),
        geometry=Geometry.POLYGON,
        model=PublishedMask,
        fields=("kind", "name", "name_en"),
        about=_("Areas in which building is restricted: heritage, flood channels, expropriation, energy lines."),
        min_zoom=11,
        order=70,
        style=Style(
            category_field="kind",
            categories=(
                Category(
                    value="heritage",
                    label=MaskKind.HERITAGE.label,
                    fill="#8c5a2b14",
                    stroke="#8c5a2b",
                    pattern=Pattern.HATCH,
                ),
                Category(
                    value="flood_channel",
                    label=MaskKind.FLOOD.label,
                    fill="#2f6f9f14",
                    stroke="#2f6f9f",
                    pattern=Pattern.BACK_HATCH,
                ),
                Category(
                    value="expropriation",
                    label=MaskKind.EXPROPRIATION.label,
                    stroke="#7a4a6b",
                    pattern=Pattern.HATCH,
                ),
                Category(value="energy_risk", label=MaskKind.ENERGY.label, stroke="#b3402f", pattern=Pattern.CROSS),
            ),
        ),
    )
)
