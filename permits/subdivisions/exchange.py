"""What imported rows become: requests to change the land that they cover, split, merged or with other boundaries."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import shapely
from django.contrib.gis.geos import Polygon
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from geo.errors import NotAllowed
from geo.exchange.reading.texts import clean
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_shapely
from geo.staging.models import StagedLayer, StagedRow
from geo.staging.registry import Acceptance, Found, Kind, kinds
from parcels.register.enums import PUBLIC_STATES
from parcels.register.exchange import standing_marks
from parcels.register.models import BoundaryVersion
from permits.subdivisions.checkout.differences import Drawn, Standing, compare
from permits.subdivisions.checkout.review import snapped
from permits.subdivisions.checkout.weighing import Weighed, weigh
from permits.subdivisions.errors import FileUnfit, NothingAccepted
from permits.subdivisions.policies import may_ask
from permits.subdivisions.services import Grounds, ask_for_change

#: Share of a parcel that rows cover, or of a row that lies in it, when the rows say what becomes of it; of others they
#: hold a strip.
MEANT = 0.5
#: What stands against a group → the finding of its rows.
_FINDINGS = {
    "new_land": "lies_on_nothing", "several_parts": "several_parts", "overlaps": "overlaps_register",
    "held_twice": "overlaps_row", "not_active": "land_not_changeable", "several_districts": "land_not_changeable",
    "land_unknown": "land_not_changeable", "land_not_conserved": "land_left_over",
}  # fmt: skip


def standing_under(rows: Iterable[StagedRow]) -> dict[UUID, Standing]:
    """Return the parcels whose land rows cover, as the register holds them, by key."""
    shapes = [to_shapely(row.outline) for row in rows]
    if not shapes:
        return {}
    box = Polygon.from_bbox(shapely.total_bounds(shapes).tolist())
    box.srid = storage_srid()
    near = BoundaryVersion.objects.filter(
        recorded__upper_inf=True, valid__upper_inf=True, geom__bboverlaps=box, parcel__state__in=PUBLIC_STATES
    )
    held = [(version, to_shapely(version.geom)) for version in near.select_related("parcel").order_by("parcel__code")]
    tree = shapely.STRtree(shapes)
    found = {}
    for version, shape in held:
        over = [shapes[at] for at in tree.query(shape, predicate="intersects")]
        if _meant(shape, over):
            parcel = version.parcel
            found[parcel.pk] = Standing(parcel.pk, parcel.parcel_label, version.pk, shape)
    return found


def _meant(shape: Any, over: list[Any]) -> bool:
    held = shapely.area(shapely.intersection(over, shape))
    covered = shapely.area(shapely.intersection(shapely.union_all(over), shape))
    return bool(covered > MEANT * shape.area or (held > MEANT * shapely.area(over)).any())


def weighed_rows(layer: StagedLayer, rows: list[StagedRow]) -> list[Weighed]:
    """Return the groups of rows that differ from the land that they cover, and what each would make of it."""
    base = standing_under(rows)
    drawn = [Drawn(row.number, None, row.label, _whole(row)) for row in rows]
    drawn, pulled = snapped(drawn, base)
    compared = compare(base, _keyed(drawn, base))
    said = {"import": str(layer.upload_id), "moved": [[each.row, each.x, each.y, each.metres] for each in pulled]}
    return [weigh(group, base, base, said) for group in compared.groups if group.rows]


def _whole(row: StagedRow) -> Any:
    shape = to_shapely(row.outline)
    return shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])


def _keyed(drawn: list[Drawn], base: Mapping[UUID, Standing]) -> list[Drawn]:
    """Return rows with the parcel that each holds most of."""
    held = list(base.values())
    tree = shapely.STRtree([one.shape for one in held])
    keyed = []
    for row in drawn:
        shares = {
            held[at].key: shapely.area(shapely.intersection(row.shape, held[at].shape))
            for at in tree.query(row.shape, predicate="intersects")
        }
        most = max(shares, key=lambda key: (shares[key], str(key)), default=None)
        keyed.append(replace(row, key=most if most is not None and shares[most] > 0 else None))
    return keyed


def check_changes(layer: StagedLayer) -> Iterator[Found]:
    """Yield what does not add up: rows on no land, land left over, land of others, parcels that cannot change now."""
    rows = list(StagedRow.objects.filter(layer=layer, faults=[]).order_by("number").defer("attributes"))
    of_number = {row.number: row.pk for row in rows}
    weighed = weighed_rows(layer, rows)
    differing = {row.row for each in weighed for row in each.group.rows}
    for number, pk in of_number.items():
        if number not in differing:
            yield Found(row_id=pk, code="stands_already", blocks=False)
    for each in weighed:
        for code, facts in _against(each):
            for row in each.group.rows:
                yield Found(row_id=of_number[row.row], code=code, blocks=True, facts=facts)


def _against(weighed: Weighed) -> list[tuple[str, dict[str, Any]]]:
    if weighed.acceptable and weighed.corrects:
        facts = {said.code: said.facts["area_m2"] for said in weighed.told if "area_m2" in said.facts}
        return [("land_left_over", facts)]
    return [(_FINDINGS.get(said.code, said.code), dict(said.facts)) for said in weighed.obstacles]


def accept_changes(layer: StagedLayer, rows: Iterable[StagedRow], acceptance: Acceptance) -> tuple[str, str]:
    """Open one request for each group of rows that hang together; return the first of them.

    Errors: NotAllowed, NothingAccepted, FileUnfit when the register has changed since the check, and those of
    ask_for_change.
    """
    if not may_ask(acceptance.by):
        raise NotAllowed
    weighed = weighed_rows(layer, list(rows))
    if not weighed:
        raise NothingAccepted
    unfit = next((each for each in weighed if _against(each)), None)
    if unfit is not None:
        raise FileUnfit(rows=[row.row for row in unfit.group.rows], against=[code for code, _facts in _against(unfit)])
    opened = [_ask(layer, each, acceptance) for each in weighed]
    page = reverse("land_change:case", args=[opened[0]]) if len(opened) == 1 else reverse("cases:inbox")
    return f"case:{opened[0]}", page


def _ask(layer: StagedLayer, weighed: Weighed, acceptance: Acceptance) -> UUID:
    rows = ",".join(str(row.row) for row in weighed.group.rows)
    source = acceptance.answers.get("source", "").strip() or f"{layer.upload.name} · EPSG:{layer.epsg}"
    grounds = Grounds(
        reason=acceptance.reason, source=clean(source)[:200],
        accuracy_m=Decimal(str(layer.accuracy_m)) if layer.accuracy_m else None,
    )  # fmt: skip
    request_id = uuid5(layer.upload_id, rows)
    return ask_for_change(asked=weighed.asked, grounds=grounds, by=acceptance.by, request_id=request_id).pk


kinds.register(
    "land_change",
    Kind(
        name="land_change", title=_("Changes of land that stands in the register"), numbered=False,
        check=check_changes, accept=accept_changes, marks=standing_marks,
        asks=(("source", _("Source of the new boundary")),),
    ),
)  # fmt: skip
