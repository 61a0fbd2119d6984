"""Which rows an export holds: of a place, of a past day; and that the quick way reads what the plain one reads."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import geopandas
import pyogrio
import pytest
from django.contrib.gis.db.models.functions import AsWKB
from django.contrib.gis.geos import LineString
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from geo.calendars.hijri import to_hijri
from geo.exchange.batches import batches_of
from geo.exchange.columns import columns_of
from geo.exchange.formats import formats
from geo.exchange.packing import packed
from geo.exchange.selectors import exportable_layers, rows_of, snapshot
from geo.municipalities.scope import everywhere
from parcels.fabric.enums import StreetClass
from parcels.fabric.models import Street
from parcels.plans.enums import DistrictKind
from parcels.plans.models import District
from parcels.register.models import PublishedParcel
from tests.factories.places import ORIGIN, square

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "tiles"])


def count(path):
    """Return how many rows a package of land holds."""
    return pyogrio.read_info(path, layer="parcels")["features"]


@pytest.fixture
def exported(tmp_path):
    """Export the land with these options; return how many rows the file holds."""

    def run(**options: object) -> int:
        out = tmp_path / "parcels.gpkg"
        call_command("export_layer", "parcels", out=out, verbosity=0, overwrite=True, language="en", **options)
        return count(out)

    return run


@pytest.mark.parametrize("name", [one.name for one in formats()])
def test_every_format_is_written_from_the_register(land, tmp_path, name):
    out = tmp_path / f"parcels{formats()[name].suffix}"
    call_command("export_layer", "parcels", "--format", name, out=out, verbosity=0)
    assert list(tmp_path.iterdir()) == [out]
    opened = f"/vsizip/{out}" if name == "shp" else out
    layer = {"layer": "parcels"} if name == "gpkg" else {}
    found = geopandas.read_parquet(out) if name == "parquet" else pyogrio.read_dataframe(opened, **layer)
    if name == "dxf":
        assert sorted(found["Text"].dropna()) == ["1", "1", "2", "2", "3"]
    else:
        assert set(found["code"]) == {row.code for row in PublishedParcel.objects.all()}


def test_packed_rows_are_those_that_come_one_by_one(land):
    with everywhere():
        Street.objects.create(
            municipality=land.west.body, district=land.west.district, name="", width_m="8.25",
            street_class=StreetClass.values[0], geom=LineString(ORIGIN, (ORIGIN[0] + 9, ORIGIN[1]), srid=9359),
        )  # fmt: skip
    for layer in exportable_layers():
        columns, rows = columns_of(layer), rows_of(layer)
        plain = rows.annotate(as_wkb=AsWKB(layer.export_geometry)).order_by("pk").values_list(*layer.fields, "as_wkb")
        (one_by_one,) = batches_of(plain, columns)
        with snapshot():
            quick = list(packed(rows, columns, layer.export_geometry, key="pk", size=2))
        assert [wkb for batch in quick for wkb in batch.geometry.to_pylist()] == one_by_one.geometry.to_pylist()
        for at, column in enumerate(columns):
            cells = [cell for batch in quick for cell in batch.values[at].to_pylist()]
            assert cells == one_by_one.values[at].to_pylist(), (layer.name, column.name)
            assert {batch.values[at].type for batch in quick} == {one_by_one.values[at].type}


def test_a_place_is_named_by_code_or_number_in_either_digits(land, exported):
    assert exported() == 5
    assert exported(municipality="٥٠١١") == 3
    assert exported(district="012") == 2
    assert exported(plan="٧١٣/٣") == 2
    assert exported(municipality="5011", district="011") == 3


def test_a_place_that_is_not_there_is_said(land, exported):
    for options, said in (
        ({"district": "777"}, "no district with code “777” here"),
        ({"municipality": "5011", "district": "012"}, "no district with code “012” here"),
        ({"plan": "9/9"}, "no plan with number “9/9” here"),
    ):
        with pytest.raises(CommandError, match=said):
            exported(**options)


def test_a_code_of_two_districts_asks_for_the_municipality(land, exported):
    with everywhere():
        District.objects.create(
            municipality=land.east.body, authority=land.east.body, code="011", kind=DistrictKind.PLANNED, name="آخر",
            geom=square(1000, 0, 10),
        )  # fmt: skip
    with pytest.raises(CommandError, match="name the municipality too"):
        exported(district="011")
    assert exported(municipality="5011", district="011") == 3


def test_a_past_day_holds_the_land_of_that_day_and_says_so(land, tmp_path):
    """All land of the tests was entered today."""
    today = timezone.localdate()
    for day, rows in ((today - timedelta(days=1), 0), (today, 5)):
        out = tmp_path / f"{day}.gpkg"
        call_command("export_layer", "parcels", out=out, as_of=day.isoformat(), verbosity=0)
        assert count(out) == rows
        with closing(sqlite3.connect(out)) as package:
            ((told,),) = package.execute("SELECT description FROM gpkg_contents WHERE table_name = 'parcels'")
        assert told.startswith(day.isoformat())


def test_a_past_day_gives_the_columns_and_shapes_of_today(land, tmp_path):
    now, then = tmp_path / "now.parquet", tmp_path / "then.parquet"
    call_command("export_layer", "parcels", "--format", "parquet", out=now, verbosity=0)
    hijri = str(to_hijri(timezone.localdate())).replace("/", "-")
    call_command("export_layer", "parcels", "--format", "parquet", out=then, as_of=hijri, verbosity=0)
    assert geopandas.read_parquet(now).equals(geopandas.read_parquet(then))


def test_a_past_day_is_limited_to_a_place(land, exported):
    today = timezone.localdate().isoformat()
    assert exported(as_of=today, municipality="5011") == 3
    assert exported(as_of=today, district="012") == 2
    assert exported(as_of=today, municipality="5012", plan="713/3") == 2


def test_a_day_to_come_and_a_layer_without_a_past_are_refused(land, tmp_path, exported):
    with pytest.raises(CommandError, match="days to come"):
        exported(as_of=(timezone.localdate() + timedelta(days=1)).isoformat())
    with pytest.raises(CommandError, match="only today's state"), translation.override("en"):
        call_command("export_layer", "streets", out=tmp_path / "s.gpkg", as_of="2026-01-01", language="en")


@pytest.mark.parametrize(
    ("name", "crs", "said"),
    [("kml", 9359, "knows longitude and latitude only"), ("dxf", 4326, "a drawing in metres, and WGS 84 is not")],
)
def test_a_format_refuses_a_system_that_it_cannot_tell(land, tmp_path, name, crs, said):
    out = tmp_path / f"parcels.{name}"
    with pytest.raises(CommandError, match=said):
        call_command("export_layer", "parcels", "--format", name, out=out, crs=crs, language="en", verbosity=0)
