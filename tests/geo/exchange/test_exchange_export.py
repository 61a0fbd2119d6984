"""From the register to a file that desktop GIS opens: nothing lost, nothing private, nothing half-written."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pyogrio
import pytest
import shapely
from django.contrib.gis.gdal import DataSource
from django.contrib.gis.geos import LineString
from django.core.management import CommandError, call_command
from django.db import ProgrammingError
from django.utils import translation

from geo.exchange.columns import columns_of
from geo.exchange.errors import CannotWrite
from geo.exchange.formats import Feed, Format, formats
from geo.exchange.operations import find_operation
from geo.exchange.selectors import batches_today, exportable_layers, rows_of, snapshot
from geo.exchange.services import export_layer
from geo.layers.layer import Geometry, Layer
from geo.layers.registry import layers
from geo.municipalities.scope import everywhere
from parcels.fabric.enums import StreetClass
from parcels.fabric.models import Street
from parcels.register.models import BoundaryVersion, PublishedParcel
from tests.factories.places import ORIGIN
from tests.geo.exchange.conftest import number_land

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "tiles"])
MILLIMETRE = 1e-3


def rows_in(path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as package:
        return package.execute(query).fetchall()


def test_the_file_holds_every_row_with_arabic_numbers_and_shapes_as_published(land, export):
    path = export()
    found = pyogrio.read_dataframe(path, layer="parcels")
    published = list(PublishedParcel.objects.order_by("code"))
    assert list(found["code"]) == [row.code for row in published]
    assert list(found["district_name"]) == ["حي الغربية"] * 3 + ["حي الشرقية"] * 2
    assert list(found["area_m2"]) == [row.area_m2 for row in published]
    expected = shapely.from_wkb([bytes(row.geom.wkb) for row in published])
    assert shapely.equals_exact(found.geometry.to_numpy(), expected, tolerance=MILLIMETRE).all()
    assert found.crs.to_epsg() == 9359
    assert set(found.geom_type) == {"MultiPolygon"}


def test_the_file_has_the_declared_columns_and_no_other(land, export):
    assert tuple(pyogrio.read_info(export(), layer="parcels")["fields"]) == layers["parcels"].fields


def test_the_systems_own_gdal_reads_the_same(land, export):
    layer = DataSource(export())["parcels"]
    assert layer.srs.srid == 9359
    assert [feature.get("district_name") for feature in layer][:1] == ["حي الغربية"]
    published = PublishedParcel.objects.order_by("code").first()
    shape = shapely.from_wkb(bytes(next(iter(layer)).geom.wkb))
    assert shapely.equals_exact(shape, shapely.from_wkb(bytes(published.geom.wkb)), tolerance=MILLIMETRE)


def test_ogrinfo_says_what_the_layer_is_without_a_warning(land, export):
    run = subprocess.run(["ogrinfo", "-so", export(), "parcels"], capture_output=True, text=True, check=True)
    assert run.stderr == ""
    said = run.stdout
    assert f"IDENTIFIER={layers['parcels'].title}" in said
    assert "EPSG:9359" in said
    assert "Feature Count: 5" in said
    assert "Geometry: Multi Polygon" in said
    assert "state: String (0.0), domain name=parcels_state" in said


def test_the_file_has_a_spatial_index_of_all_its_rows(land, export):
    assert rows_in(export(), "SELECT count(*) FROM rtree_parcels_geom_rowid") == [(5,)]


def test_qgis_finds_the_style_as_the_layers_default(land, export):
    (style,) = rows_in(
        export(),
        "SELECT f_table_name, f_geometry_column, useAsDefault, f_table_schema, styleQML, styleSLD FROM layer_styles",
    )
    assert style[:4] == ("parcels", "geom", 1, "")
    labels = [str(one.label) for one in layers["parcels"].style.categories]
    assert all(f'label="{label}"' in style[4] and f">{label}<" in style[5] for label in labels)
    assert rows_in(export(overwrite=True), "SELECT data_type FROM gpkg_contents ORDER BY 1") == [
        ("attributes",), ("features",),
    ]  # fmt: skip


def test_columns_and_codes_are_explained_by_the_standards_own_tables(land, export):
    path = export()
    titles = dict(rows_in(path, "SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'parcels'"))
    assert titles == {column.name: column.title for column in columns_of(layers["parcels"])}
    words = rows_in(path, "SELECT value, description FROM gpkg_data_column_constraints")
    assert set(words) == set(PublishedParcel._meta.get_field("state").flatchoices)
    assert rows_in(path, "PRAGMA integrity_check") == [("ok",)]


def test_a_layer_without_rows_is_a_file_with_its_columns(places, export):
    info = pyogrio.read_info(export("permits"), layer="permits")
    assert info["features"] == 0
    assert info["geometry_type"] == "MultiPolygon"
    assert dict(zip(info["fields"], info["dtypes"], strict=True))["issued_on"] == "datetime64[D]"


def test_every_layer_can_be_exported(land, export):
    written = {layer.name: pyogrio.read_info(export(layer.name), layer=layer.name) for layer in exportable_layers()}
    assert {name: (tuple(info["fields"]), info["crs"]) for name, info in written.items()} == {
        layer.name: (layer.fields, "EPSG:9359") for layer in exportable_layers()
    }


def test_another_system_is_reached_by_a_named_operation_which_is_told(land, tmp_path, capsys):
    path = tmp_path / "old.gpkg"
    call_command("export_layer", "parcels", out=path, crs=20439, language="en")
    told = capsys.readouterr().out
    assert "Ain el Abd to KSA-GRF17 (1)" in told
    assert "accuracy 2 m" in told
    found = pyogrio.read_dataframe(path, layer="parcels")
    assert found.crs.to_epsg() == 20439
    operation = find_operation(9359, 20439)
    published = [shapely.from_wkb(bytes(row.geom.wkb)) for row in PublishedParcel.objects.order_by("code")]
    expected = shapely.transform(published, operation)
    assert shapely.equals_exact(found.geometry.to_numpy(), expected, tolerance=MILLIMETRE).all()
    (description,) = rows_in(path, "SELECT description FROM gpkg_contents WHERE table_name = 'parcels'")[0]
    assert "(±2 m)" in description


def test_longitude_comes_before_latitude(land, export):
    west, south, _, _ = pyogrio.read_info(export(crs=4326), layer="parcels", force_total_bounds=True)["total_bounds"]
    assert (west, south) == pytest.approx((50.0, 26.55), abs=0.01)


def test_a_municipal_body_gets_its_rows_and_those_of_the_bodies_below(land, export):
    counts = {
        code: pyogrio.read_info(export(municipality=code, overwrite=True), layer="parcels")["features"]
        for code in ("5011", "5012", "501", "500")
    }
    assert counts == {"5011": 3, "5012": 2, "501": 5, "500": 5}


def test_rows_that_name_no_body_belong_to_the_territory_in_which_they_lie(places, export):
    for office, x in ((places.west, 100), (places.east, 1100), (places.east, 1200)):
        line = LineString((ORIGIN[0] + x, ORIGIN[1] + 50), (ORIGIN[0] + x, ORIGIN[1] + 90), srid=9359)
        with everywhere():
            Street.objects.create(
                municipality=office.body, district=office.district, name="شارع", width_m=8, geom=line,
                street_class=StreetClass.values[0],
            )  # fmt: skip
    assert pyogrio.read_info(export("streets", municipality="5011"), layer="streets")["features"] == 1
    east = pyogrio.read_dataframe(export("streets", municipality="5012", overwrite=True), layer="streets")
    assert list(east["width_m"]) == [8.0, 8.0]


def test_an_export_sees_one_state_of_the_register_while_it_reads(land):
    rows = rows_of(layers["parcels"])
    with snapshot():
        before = rows.count()
        number_land(land.west, 200, 1)
        assert sum(map(len, batches_today(layers["parcels"], rows))) == before == 5
    with snapshot():
        assert rows.count() == 6


def test_what_is_not_published_cannot_be_exported_whatever_a_layer_declares(land):
    private = Layer(name="private", title="", geometry=Geometry.POLYGON, model=BoundaryVersion, fields=("source",))
    with pytest.raises(ProgrammingError, match="permission denied"), snapshot():
        list(batches_today(private, rows_of(private)))


def test_a_file_is_overwritten_only_when_asked(land, export):
    path = export()
    before = path.read_bytes()
    with translation.override("en"), pytest.raises(CommandError, match="--overwrite"):
        export(language="en")
    assert path.read_bytes() == before
    number_land(land.west, 300, 1)
    assert pyogrio.read_info(export(overwrite=True), layer="parcels")["features"] == 6


def test_an_export_that_is_stopped_leaves_the_old_file_and_nothing_else(land, export):
    path = export()
    before = path.read_bytes()

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_layer(layer=layers["parcels"], form=formats()["gpkg"], path=path, overwrite=True, progress=stop)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_writer_that_fails_is_told_with_the_file_that_was_asked_for(land, tmp_path):
    def fail(path: Path, feed: Feed) -> None:
        path.write_text("half")
        raise CannotWrite(path=str(path), reason="disk I/O error")

    asked = tmp_path / "land.gpkg"
    with translation.override("en"), pytest.raises(CannotWrite) as failure:
        export_layer(layer=layers["parcels"], form=Format("failing", ".gpkg", fail), path=asked)
    assert f"“{asked}” cannot be written: disk I/O error (" in str(failure.value)
    assert list(tmp_path.iterdir()) == []


def test_progress_tells_rows_done_of_rows_in_all(land, tmp_path, capsys):
    call_command("export_layer", "parcels", out=tmp_path / "p.gpkg", language="en")
    said = capsys.readouterr()
    assert "5 / 5" in said.err
    assert f"5 rows written to {tmp_path / 'p.gpkg'} (EPSG:9359" in said.out
