"""The GeoPackage of a check-out: parcels to edit, neighbours and streets to look at, and which check-out it is."""

import json
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.utils import timezone
from django.utils.translation import gettext as _

from geo.exchange.batches import batches_of
from geo.exchange.columns import Column, GeometryColumn, Kind, columns_of, geometry_of
from geo.exchange.formats import Feed, format_named
from geo.exchange.symbology.drawing import Drawing, Lettering, Look, Rule, drawing_of
from geo.layers.layer import Geometry, Label, Layer, Pattern
from geo.layers.registry import layers
from geo.spatial.crs import storage_srid
from parcels.fabric.models import PublishedStreet
from parcels.register.codes import display
from parcels.register.models import PublishedParcel
from permits.subdivisions.checkout.seals import seal
from permits.subdivisions.models import CheckedOutParcel, CheckOut

#: Tables of the file: the parcels, what lies around them, and which check-out it is.
PARCELS, NEIGHBOURS, STREETS, ABOUT = "parcels", "neighbours", "streets", "check_out"
#: Columns that say which parcel a row is, at which boundary; a person edits the outline and, if at all, the number.
KEY, VERSION, NUMBER = "key", "version", "number"
#: How far around the land its neighbours and streets are shown, metres.
AROUND_M = 60.0
_EDITED = Look(fill="#fbf3df99", stroke="#8a5a00", width=1.5, dash=(), pattern=Pattern.NONE, radius=0)
_BESIDE = Look(fill="#e9e6df80", stroke="#9a9589", width=0.75, dash=(), pattern=Pattern.NONE, radius=0)
#: Tables that describe others, and the column in which they name them.
_DESCRIBING = {"gpkg_contents": "table_name", "gpkg_geometry_columns": "table_name", "gpkg_data_columns": "table_name"}
_ABOUT = """
CREATE TABLE check_out (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, id TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL,
  office TEXT NOT NULL, area TEXT NOT NULL, locked_until TEXT, srid INTEGER NOT NULL, parcels INTEGER NOT NULL,
  base TEXT NOT NULL, seal TEXT NOT NULL, how TEXT NOT NULL
)
"""
_STYLE = (
    "f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, "
    "description, owner"
)


def package_of(checkout: CheckOut) -> bytes:
    """Return the file of a check-out as it was made, however often it is asked for; titles in the running language."""
    held = list(checkout.parcels.select_related("parcel__block", "version").order_by("parcel__code"))
    with tempfile.TemporaryDirectory(prefix="check-out-") as folder:
        path = Path(folder) / "parcels.gpkg"
        write = format_named("gpkg").write
        write(path, _parcels(held))
        for feed in (_neighbours(held), _streets(held)):
            beside = Path(folder) / f"{feed.name}.gpkg"
            write(beside, feed)
            _join(path, beside, feed.name)
        with closing(sqlite3.connect(path)) as package, package:
            _say_which(package, checkout, held)
            _guard_columns(package)
        return path.read_bytes()


def boundaries_of(checkout: CheckOut) -> list[tuple[Any, int]]:
    """Return which boundary versions a check-out took along: (parcel, version)."""
    return list(checkout.parcels.values_list("parcel_id", "version_id"))


def _parcels(held: Sequence[CheckedOutParcel]) -> Feed:
    columns = (
        Column(NUMBER, _("Parcel number"), Kind.TEXT),
        Column("block", _("Block"), Kind.TEXT),
        Column("code", _("Official code"), Kind.TEXT),
        Column("area_m2", _("Area on the grid"), Kind.NUMBER),
        Column(KEY, _("Key of the parcel: leave it as it is"), Kind.TEXT),
        Column(VERSION, _("Version of the boundary: leave it as it is"), Kind.INTEGER),
    )
    title = _("Parcels to edit")
    return _feed(PARCELS, title, columns, _rows(held), _EDITED)


def _rows(held: Sequence[CheckedOutParcel]) -> Iterator[tuple[Any, ...]]:
    for one in held:
        parcel, version = one.parcel, one.version
        block = parcel.block.label if parcel.block else ""
        code = display(parcel.code or "")
        yield (
            parcel.parcel_label, block, code, round(version.area_grid_m2, 3), str(parcel.pk), version.pk,
            bytes(version.geom.wkb),
        )  # fmt: skip


def _feed(name: str, title: str, columns: tuple[Column, ...], rows: Iterator[tuple[Any, ...]], look: Look) -> Feed:
    lettering = Lettering(NUMBER, Label(field=NUMBER, size=11, weight=600, colour="#4d4431"))
    drawing = Drawing(title, Geometry.POLYGON, False, "", "", (Rule(None, title, look),), lettering)
    geometry = GeometryColumn("geom", "MultiPolygon", storage_srid())
    return Feed(
        name=name, title=title, description=timezone.localtime().isoformat(timespec="minutes"), geometry=geometry,
        columns=columns, batches=batches_of(rows, columns), drawing=drawing,
    )  # fmt: skip


def _window(held: Sequence[CheckedOutParcel]) -> Any:
    """Return the box around the land, as text; storage CRS."""
    boxes = [one.version.geom.extent for one in held]
    west, south = (min(box[axis] for box in boxes) - AROUND_M for axis in (0, 1))
    east, north = (max(box[axis] for box in boxes) + AROUND_M for axis in (2, 3))
    return (
        f"SRID={storage_srid()};POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"
    )


def _neighbours(held: Sequence[CheckedOutParcel]) -> Feed:
    columns = (
        Column(NUMBER, _("Parcel number"), Kind.TEXT),
        Column("block", _("Block"), Kind.TEXT),
        Column("code", _("Official code"), Kind.TEXT),
    )
    near = PublishedParcel.objects.filter(geom__bboverlaps=_window(held))
    found = near.exclude(pk__in=[one.parcel_id for one in held]).order_by("code")
    rows = ((p.number, p.block_label, display(p.code), bytes(p.geom.wkb)) for p in found)
    return _feed(NEIGHBOURS, _("Neighbours: to look at"), columns, rows, _BESIDE)


def _streets(held: Sequence[CheckedOutParcel]) -> Feed:
    layer: Layer = layers["streets"]
    near = PublishedStreet.objects.filter(geom__bboverlaps=_window(held)).order_by("pk")
    rows = ((*(getattr(street, name) for name in layer.fields), bytes(street.geom.wkb)) for street in near)
    columns = columns_of(layer)
    return Feed(
        name=STREETS, title=_("Streets: to look at"), description="", geometry=geometry_of(layer), columns=columns,
        batches=batches_of(rows, columns), drawing=drawing_of(layer),
    )  # fmt: skip


def _join(path: Path, beside: Path, name: str) -> None:
    """Bring the one layer of another GeoPackage in with its style and the words of its columns, to be looked at."""
    with closing(sqlite3.connect(path)) as package:
        package.execute("ATTACH DATABASE ? AS beside", [str(beside)])
        with package:
            (table,) = package.execute("SELECT sql FROM beside.sqlite_master WHERE name = ?", [name]).fetchone()
            package.execute(table)
            package.execute(f'INSERT INTO main."{name}" SELECT * FROM beside."{name}"')  # noqa: S608 - a name of ours
            for described, column in _DESCRIBING.items():
                package.execute(
                    f"INSERT INTO main.{described} SELECT * FROM beside.{described} WHERE {column} = ?",  # noqa: S608
                    [name],
                )
            package.execute(
                "INSERT OR IGNORE INTO main.gpkg_data_column_constraints"
                " SELECT * FROM beside.gpkg_data_column_constraints"
            )
            copied = f"INSERT INTO main.layer_styles ({_STYLE}) SELECT {_STYLE} FROM beside.layer_styles"  # noqa: S608
            package.execute(copied)
            _restyle(package, name, read_only=True)


def _restyle(package: sqlite3.Connection, name: str, *, read_only: bool = False, kept: Sequence[str] = ()) -> None:
    """Let QGIS open a layer to be looked at only, or its columns `kept` as they are."""
    asked = "SELECT styleQML FROM layer_styles WHERE f_table_name = ?"
    (qml,) = package.execute(asked, [name]).fetchone()
    head, _line, body = str(qml).rpartition("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n")
    root = ElementTree.fromstring(body.encode())
    if read_only:
        root.set("readOnly", "1")
    if kept:
        editable = ElementTree.SubElement(root, "editable")
        for column in kept:
            ElementTree.SubElement(editable, "field", name=column, editable="0")
    styled = head + _line + ElementTree.tostring(root, encoding="unicode")
    package.execute("UPDATE layer_styles SET styleQML = ? WHERE f_table_name = ?", [styled, name])


def _guard_columns(package: sqlite3.Connection) -> None:
    _restyle(package, PARCELS, kept=(KEY, VERSION, "code", "block", "area_m2"))


def _say_which(package: sqlite3.Connection, checkout: CheckOut, held: Sequence[CheckedOutParcel]) -> None:
    """Write which check-out the file is: what a check-in reads first."""
    base = {str(one.parcel_id): one.version_id for one in held}
    until = timezone.localtime(checkout.ends_at).isoformat(timespec="minutes") if checkout.ends_at else None
    package.execute(_ABOUT)
    package.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)"
        " VALUES (?, 'attributes', ?, '', 0)",
        [ABOUT, _("Check-out")],
    )
    package.execute(
        "INSERT INTO check_out (id, made_at, made_by, office, area, locked_until, srid, parcels, base, seal, how)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            str(checkout.pk), timezone.localtime(checkout.made_at).isoformat(timespec="seconds"),
            str(checkout.made_by), str(checkout.municipality), checkout.area, until, storage_srid(), len(held),
            json.dumps(base), seal(checkout.pk, ((one.parcel_id, one.version_id) for one in held)), _how(),
        ],
    )  # fmt: skip


def _how() -> str:
    return _(
        "Edit the layer of parcels in place with topological editing on; leave the columns key and version as they are."
        " Save, close QGIS, and send this file back on the page of the check-out."
    )
