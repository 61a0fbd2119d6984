"""Reads of a layer's rows, as the role that can read what is published and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.gis.db.models import Union
from django.contrib.gis.db.models.functions import AsWKB, PointOnSurface
from django.db import connections, transaction
from django.db.models import Model, QuerySet

from geo.exchange.batches import BATCH
from geo.exchange.errors import LabelLayer, NoTerritory, UnknownLayer, UnknownMunicipality
from geo.layers.layer import Audience, Layer
from geo.layers.registry import layers, layers_for
from geo.municipalities.models import Municipality
from geo.municipalities.selectors import branch_ids

#: Reads published projections only: an export can carry nothing else, whatever a layer declares.
READER = "tiles"
#: The column by which projections say whose land a row is on.
OWNER = "municipality_id"
#: Rows of a layer: the attributes that it declares, then its geometry as WKB.
Rows = QuerySet[Model, tuple[Any, ...]]


def exportable_layers() -> tuple[Layer, ...]:
    """Return the layers that can be exported: public ones with features of their own, in drawing order."""
    return tuple(layer for layer in layers_for(Audience.PUBLIC) if not layer.follows)


def layer_named(name: str) -> Layer:
    """Return an exportable layer. Errors: UnknownLayer, LabelLayer."""
    known = {layer.name: layer for layer in exportable_layers()}
    if name in known:
        return known[name]
    declared = layers.get(name)
    if declared is not None and declared.follows:
        raise LabelLayer(name=name, follows=declared.follows)
    raise UnknownLayer(name=name, known=", ".join(known))


def municipality_with_code(code: str) -> Municipality:
    """Return a municipal body. Errors: UnknownMunicipality."""
    body = Municipality.objects.filter(code=code).first()
    if body is None:
        codes = Municipality.objects.order_by("code").values_list("code", flat=True)
        raise UnknownMunicipality(name=code, known=", ".join(codes))
    return body


def rows_of(layer: Layer, body: Municipality | None = None) -> Rows:
    """Return a layer's rows, of one municipal body and those below it or of all: attributes, then geometry as WKB.

    Where a projection does not say whose a row is, the row belongs to the territory in which a point of it lies: a
    surface to exactly one of two neighbours, a line along their border to both. Errors: NoTerritory.
    """
    rows: QuerySet[Model] = layer.model._default_manager.using(READER).order_by(layer.key_field or "pk")
    if body is not None:
        rows = _limited(rows, layer, body)
    found: Rows = rows.annotate(as_wkb=AsWKB(layer.export_geometry)).values_list(*layer.fields, "as_wkb")
    return found


def _limited(rows: QuerySet[Model], layer: Layer, body: Municipality) -> QuerySet[Model]:
    branch = branch_ids([body.pk])
    if any(getattr(field, "attname", "") == OWNER for field in layer.model._meta.get_fields()):
        return rows.filter(**{f"{OWNER}__in": branch})
    territory = Municipality.objects.filter(pk__in=branch).aggregate(whole=Union("territory"))["whole"]
    if territory is None:
        raise NoTerritory(name=str(body))
    near = rows.filter(**{f"{layer.export_geometry}__bboverlaps": territory})
    inside: QuerySet[Model] = near.annotate(standing=PointOnSurface(layer.export_geometry)).filter(
        standing__intersects=territory
    )
    return inside


@contextmanager
def snapshot() -> Iterator[None]:
    """Run a block that sees one state of the register, however long it takes to read."""
    with transaction.atomic(using=READER, durable=True):
        with connections[READER].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL statement_timeout = 0")  # tiles must be quick, a whole layer need not
        yield


def stream(rows: Rows) -> Iterator[tuple[Any, ...]]:
    """Yield rows through a cursor on the server; call it inside `snapshot`."""
    return rows.iterator(chunk_size=BATCH)
