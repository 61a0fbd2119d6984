"""Reads of a layer's rows, as the role that can read what is published and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.gis.db.models import Union
from django.contrib.gis.db.models.functions import AsWKB, PointOnSurface
from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, connections, transaction
from django.db.models import Model, OuterRef, QuerySet, Subquery
from psycopg import sql

from geo.accounts.policies import Person, territories_of
from geo.calendars.digits import fold_digits
from geo.exchange.batches import BATCH, Batch, batches_of
from geo.exchange.columns import Column, columns_of
from geo.exchange.errors import (
    DistrictUnclear,
    LabelLayer,
    NoPast,
    NoTerritory,
    NotForStaff,
    StaffToday,
    UnknownDistrict,
    UnknownLayer,
    UnknownMunicipality,
    UnknownPlan,
)
from geo.exchange.packing import packed
from geo.layers.layer import Audience, Layer
from geo.layers.registry import layers, layers_for
from geo.municipalities.models import Municipality
from geo.municipalities.selectors import branch_ids
from geo.spatial.crs import storage_srid

#: Reads published projections only: an export can carry nothing else, whatever a layer declares.
READER = "tiles"
#: The columns by which projections say where a row belongs.
MUNICIPALITY, DISTRICT, PLAN = "municipality_id", "district_id", "plan_id"
#: A box, metres, around all that a projected system can describe.
_EVERYWHERE = (-20_000_000, -20_000_000, 20_000_000, 20_000_000)


@dataclass(frozen=True, slots=True)
class Place:
    """Where rows must belong: the ids by which a column says so, and the outline for layers without that column."""

    column: str
    ids: tuple[int, ...]
    outline: GEOSGeometry | None
    name: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows of a layer: those of all these places, as they are, or as they were in law at an instant.

    With `territories` it is for the staff of these: rows of no others, with the columns for the staff.
    """

    places: tuple[Place, ...] = ()
    as_of: datetime | None = None
    territories: tuple[int, ...] | None = None

    @property
    def staff(self) -> bool:
        """Whether it is for the staff."""
        return self.territories is not None


def exportable_layers(audience: Audience = Audience.PUBLIC) -> tuple[Layer, ...]:
    """Return the layers that an audience can export: those with features of their own, in drawing order."""
    return tuple(layer for layer in layers_for(audience) if not layer.follows)


def layer_named(name: str, audience: Audience = Audience.PUBLIC) -> Layer:
    """Return a layer that an audience can export. Errors: UnknownLayer, LabelLayer."""
    known = {layer.name: layer for layer in exportable_layers(audience)}
    if name in known:
        return known[name]
    declared = next((layer for layer in layers_for(audience) if layer.name == name), None)
    if declared is not None:
        raise LabelLayer(name=name, follows=declared.follows)
    raise UnknownLayer(name=name, known=", ".join(known))


def select(
    layer: Layer, *, municipality: str = "", district: str = "", plan: str = "", as_of: datetime | None = None
) -> Selection:
    """Return the selection that people name by codes and numbers, in either digits; "" for no limit.

    Errors: UnknownMunicipality, UnknownDistrict, DistrictUnclear, UnknownPlan, NoPast.
    """
    if as_of is not None and not layer.past:
        raise NoPast(name=str(layer.title))
    body = municipality_with_code(fold_digits(municipality).strip()) if municipality.strip() else None
    within = branch_ids([body.pk]) if body else None
    places = [_place_of_body(body, within)] if body and within else []
    if district.strip():
        places.append(_district(fold_digits(district).strip(), within))
    if plan.strip():
        places.append(_plan(fold_digits(plan).strip(), within))
    return Selection(tuple(places), as_of)


def audience_of(person: Person) -> Audience:
    """Return as whom a person may export: staff are those who have a role somewhere today."""
    return Audience.STAFF if territories_of(person) else Audience.PUBLIC


def for_staff(selection: Selection, person: Person) -> Selection:
    """Return a selection limited to where the person has a role today, with what only the staff see.

    Errors: NotForStaff, StaffToday.
    """
    own = territories_of(person)
    bodies = [place.ids for place in selection.places if place.column == MUNICIPALITY]
    if not own or any(not set(ids) & set(own) for ids in bodies):
        raise NotForStaff
    if selection.as_of is not None:
        raise StaffToday
    return replace(selection, territories=own)


def municipality_with_code(code: str) -> Municipality:
    """Return a municipal body. Errors: UnknownMunicipality."""
    body = Municipality.objects.filter(code=code).first()
    if body is None:
        codes = Municipality.objects.order_by("code").values_list("code", flat=True)
        raise UnknownMunicipality(name=code, known=", ".join(codes))
    return body


def _place_of_body(body: Municipality, branch: tuple[int, ...]) -> Place:
    territory = Municipality.objects.filter(pk__in=branch).aggregate(whole=Union("territory"))["whole"]
    return Place(MUNICIPALITY, branch, territory, str(body))


def _district(code: str, within: tuple[int, ...] | None) -> Place:
    found = _published("districts", within, code=code)
    if not found:
        raise UnknownDistrict(name=code)
    if len(found) > 1:
        raise DistrictUnclear(name=code)
    return _place(DISTRICT, found, code)


def _plan(number: str, within: tuple[int, ...] | None) -> Place:
    found = _published("plans", within, number=number)
    if not found:
        raise UnknownPlan(name=number)
    return _place(PLAN, found, number)


def _published(layer: str, within: tuple[int, ...] | None, **wanted: str) -> list[Any]:
    rows = layers[layer].model._default_manager.using(READER).filter(**wanted)
    return list(rows if within is None else rows.filter(municipality_id__in=within))


def _place(column: str, found: list[Any], name: str) -> Place:
    outline = found[0].geom
    for other in found[1:]:
        outline = outline.union(other.geom)
    return Place(column, tuple(row.pk for row in found), outline, name)


def rows_of(layer: Layer, selection: Selection | None = None) -> QuerySet[Model]:
    """Return a layer's rows of today.

    Where a projection does not say to which place a row belongs, it belongs to the place in whose outline a point of it
    lies: a surface to exactly one of two neighbours, a line along their border to both. For the staff they are read as
    the application, inside the territories of the transaction. Errors: NoTerritory.
    """
    chosen = selection or Selection()
    places, rows = list(chosen.places), layer.model._default_manager.using(READER)
    if chosen.territories is not None:
        rows = _with_staff_columns(layer)
        places.append(_place_of_territories(chosen.territories))
    for place in places:
        rows = rows.filter(**{f"{place.column}__in": place.ids}) if _says(layer, place) else _inside(rows, layer, place)
    return rows


def _place_of_territories(ids: tuple[int, ...]) -> Place:
    territory = Municipality.objects.filter(pk__in=ids).aggregate(whole=Union("territory"))["whole"]
    return Place(MUNICIPALITY, ids, territory, "")


def _with_staff_columns(layer: Layer) -> QuerySet[Model]:
    """Return the rows that the map of the staff shows, with the columns that only they see."""
    rows: QuerySet[Model] = layer.model._default_manager.all()
    if layer.model._meta.get_field(layer.tile_geometry).null:
        rows = rows.exclude(**{f"{layer.tile_geometry}__isnull": True})
    for each in layer.staff_columns:
        kept = each.model._default_manager.filter(pk=OuterRef(each.key))
        rows = rows.annotate(**{name: Subquery(kept.values(name)[:1]) for name in each.fields})
    return rows


def _says(layer: Layer, place: Place) -> bool:
    try:
        layer.model._meta.get_field(place.column)
    except FieldDoesNotExist:
        return False
    return True


def _inside(rows: QuerySet[Model], layer: Layer, place: Place) -> QuerySet[Model]:
    near = rows.filter(**{f"{layer.export_geometry}__bboverlaps": _outline(place)})
    standing = f"standing_{place.column}"
    inside: QuerySet[Model] = near.annotate(**{standing: PointOnSurface(layer.export_geometry)}).filter(
        **{f"{standing}__intersects": place.outline}
    )
    return inside


def _outline(place: Place) -> GEOSGeometry:
    if place.outline is None:
        raise NoTerritory(name=place.name)
    return place.outline


@contextmanager
def snapshot() -> Iterator[None]:
    """Run a block that sees one state of the register, however long it takes to read."""
    with transaction.atomic(using=READER, durable=True):
        with connections[READER].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL statement_timeout = 0")  # tiles must be quick, a whole layer need not
        yield


def batches_today(layer: Layer, rows: QuerySet[Model]) -> Iterator[Batch]:
    """Yield the rows in the order of the layer's key; call it inside `snapshot`."""
    return packed(rows, columns_of(layer), layer.export_geometry, key=layer.key)


def batches_of_staff(layer: Layer, rows: QuerySet[Model]) -> Iterator[Batch]:
    """Yield the rows with the columns for the staff; one query through a cursor, hence one state of the register."""
    columns = columns_of(layer, staff=True)
    named = rows.annotate(as_wkb=AsWKB(layer.export_geometry)).order_by(layer.key)
    cells = named.values_list(*(column.name for column in columns), "as_wkb")
    return batches_of(cells.iterator(chunk_size=BATCH), columns)


def batches_then(layer: Layer, selection: Selection) -> Iterator[Batch]:
    """Yield the rows as they were at `selection.as_of`, in the order of the layer's key: as everyone may know them.

    One query, hence one state of the register. It runs as the application's role: the role of tiles calls nothing.
    """
    columns = columns_of(layer)
    query, parameters = _past_query(layer, columns, selection)
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(query, parameters)
        yield from batches_of(_fetched(cursor), columns)


def _fetched(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(BATCH):
        yield from rows


def _past_query(layer: Layer, columns: tuple[Column, ...], selection: Selection) -> tuple[sql.Composed, list[Any]]:
    parameters: list[Any] = [_whole(selection).hexewkb.decode(), selection.as_of]
    limits = [sql.SQL("true")]
    for place in selection.places:
        if place.column == MUNICIPALITY:
            limits.append(sql.SQL("municipality_id = ANY (%s)"))
            parameters.append(list(place.ids))
        else:
            limits.append(sql.SQL("ST_Intersects(ST_PointOnSurface(geom), %s::geometry)"))
            parameters.append(_outline(place).hexewkb.decode())
    names = [sql.Identifier(column.name) for column in columns]
    query = sql.SQL(
        "SELECT {names}, ST_AsBinary(geom) FROM {past}(%s::geometry, %s, NULL) WHERE {limits} ORDER BY {key}"
    )
    return query.format(
        names=sql.SQL(", ").join(names), past=sql.Identifier(layer.past), limits=sql.SQL(" AND ").join(limits),
        key=sql.Identifier(layer.key_field),
    ), parameters  # fmt: skip


def _whole(selection: Selection) -> GEOSGeometry:
    """Return where to look: the smallest of the outlines, or everywhere."""
    outlines = [place.outline for place in selection.places if place.outline is not None]
    if outlines:
        return min(outlines, key=lambda outline: float(outline.area))
    everywhere = Polygon.from_bbox(_EVERYWHERE)
    everywhere.srid = storage_srid()
    return everywhere
