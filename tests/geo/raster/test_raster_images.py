"""A georeferenced picture becomes a pyramid of tiles in its place, once, and stays."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import rasterio
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from PIL import Image as Pillow
from pyproj import Transformer

from geo.exchange.errors import UnknownCrs
from geo.municipalities.scope import everywhere, territory
from geo.raster.errors import PictureNotReady, PictureOutside
from geo.raster.models import Image, PublishedImage
from geo.raster.pyramid import pyramid_of
from geo.raster.reading.grid import HALF_M, TILE, pixel_m
from geo.raster.services import show_image, withdraw_image
from geo.raster.storage import kept
from geo.raster.tasks import draw
from geo.spatial.shapes import transformed
from tests.factories.places import Places
from tests.geo.raster import paper

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])


def colour_at(image: Image, east: float, north: float) -> tuple[int, ...]:
    """The colour of the finest tile over a place of the storage CRS, which PostGIS puts onto the map."""
    from django.contrib.gis.geos import Point

    there = transformed(Point(east, north, srid=9359), 3857)
    side = TILE * pixel_m(image.max_zoom)
    across, down = (there.x + HALF_M) / side, (HALF_M - there.y) / side
    step = 1 << (image.max_zoom - image.min_zoom)
    path = kept(image.sha256)
    tile = pyramid_of(path).tile(path, 0, int(across) - image.first_column * step, int(down) - image.first_row * step)
    if tile is None:
        return (0, 0, 0, 0)
    drawn = Pillow.open(io.BytesIO(tile)).convert("RGBA")
    return drawn.getpixel((int(across % 1 * TILE), int(down % 1 * TILE)))


def near(found: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(found, wanted, strict=True))


@pytest.fixture
def ortho(drawn: Callable[..., Image], tmp_path: Path) -> Image:
    """The four colours, drawn."""
    return drawn(paper.geotiff(tmp_path / "x.tif", tags={"TIFFTAG_DATETIME": "2024:03:09 10:00:00"}), accuracy_m=0.3)


def test_every_colour_lies_where_the_map_draws_its_place(ortho: Image):
    assert (ortho.state, ortho.percent, ortho.trouble) == ("ready", 100, "")
    east, north = paper.EAST, paper.NORTH
    assert near(colour_at(ortho, east + 60, north + 120), (220, 0, 0, 255))
    assert near(colour_at(ortho, east + 180, north + 120), (0, 220, 0, 255))
    assert near(colour_at(ortho, east + 60, north + 40), (0, 0, 220, 255))
    assert near(colour_at(ortho, east + 180, north + 40), (240, 240, 240, 255))
    # Two metres on both sides of the edges between colours, and of the picture's own edge.
    assert near(colour_at(ortho, east + 118, north + 120), (220, 0, 0, 255))
    assert near(colour_at(ortho, east + 122, north + 120), (0, 220, 0, 255))
    assert colour_at(ortho, east - 2, north + 40)[3] == 0
    assert colour_at(ortho, east + 2, north + 40)[3] == 255


def test_its_footprint_day_accuracy_and_size_are_in_the_catalogue(ortho: Image):
    assert ortho.geom.area == pytest.approx(240 * 160, rel=0.02)
    assert ortho.geom.centroid.x == pytest.approx(paper.EAST + 120, abs=1)
    assert (ortho.taken_on, ortho.taken_told, ortho.accuracy_m) == (date(2024, 3, 9), "file", 0.3)
    assert ortho.pixel_m == pytest.approx(0.5, abs=1e-6)
    assert ortho.size == kept(ortho.sha256).stat().st_size


def test_what_is_kept_is_a_cloud_optimised_geotiff_named_by_its_hash(ortho: Image, folder: Path):
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [f"{ortho.sha256}.tif"]
    with rasterio.open(kept(ortho.sha256)) as file:
        assert file.crs.to_epsg() == 3857
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert len(file.overviews(1)) == ortho.max_zoom - ortho.min_zoom
        assert set(file.block_shapes) == {(TILE, TILE)}


def test_a_picture_of_another_datum_is_moved_by_a_named_operation(drawn: Callable[..., Image], tmp_path: Path):
    to_old = Transformer.from_crs(9359, 20439, always_xy=True)
    east, north = to_old.transform(paper.EAST, paper.NORTH + 160)
    affine = rasterio.Affine(0.5, 0, east, 0, -0.5, north)
    image = drawn(paper.geotiff(tmp_path / "x.tif", crs="EPSG:20439", transform=affine))
    assert image.epsg == 20439
    assert "Ain el Abd" in image.operation
    assert image.operation_m > 0
    assert image.geom.centroid.x == pytest.approx(paper.EAST + 120, abs=2)


def test_sixteen_bits_greys_palettes_and_no_data_are_drawn(drawn: Callable[..., Image], tmp_path: Path):
    deep = paper.quarters().astype("uint16") * 40
    assert drawn(paper.geotiff(tmp_path / "a.tif", deep)).notes == ["stretched"]
    grey = drawn(paper.geotiff(tmp_path / "b.tif", paper.quarters()[:1], nodata=0))
    assert grey.geom.area == pytest.approx(240 * 160 / 4 + 240 * 160 / 4, rel=0.05)
    assert near(colour_at(grey, paper.EAST + 60, paper.NORTH + 120), (220, 220, 220, 255))


def test_a_picture_outside_the_territory_is_refused_with_how_far(send: Callable[..., Image], tmp_path: Path):
    content = paper.geotiff(tmp_path / "x.tif")
    with pytest.raises(PictureOutside) as error:
        send(content, epsg=32638)
    assert error.value.context["away_km"] > 100
    with pytest.raises(UnknownCrs):
        send(content, epsg=999_999)


def test_a_transparent_picture_fails_and_says_why(drawn: Callable[..., Image], tmp_path: Path, folder: Path):
    image = drawn(paper.geotiff(tmp_path / "x.tif", np.zeros_like(paper.quarters()), nodata=0))
    assert (image.state, image.trouble) == ("failed", "picture_empty")
    assert "transparent" in image.why or "شفاف" in image.why
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_drawing_that_takes_too_much_is_ended_and_says_so(drawn: Callable[..., Image], tmp_path: Path):
    from geo.exchange.reading.limits import Limits
    from geo.raster.reading.limits import MIB, PictureLimits

    few = PictureLimits(draw=Limits(address_space=420 * MIB, cpu_s=30))
    image = drawn(paper.geotiff(tmp_path / "x.tif"), limits=few)
    assert (image.state, image.trouble) in {("failed", "picture_heavy"), ("failed", "picture_crashed")}


def test_the_same_request_is_taken_once(ortho: Image):
    draw(str(ortho.pk), ortho.municipality_id)
    with everywhere():
        assert Image.objects.get().finished_at == ortho.finished_at


def test_who_sees_it_is_changed_and_it_is_withdrawn_by_who_may(ortho: Image, places: Places):
    assert PublishedImage.objects.count() == 0
    with territory([places.west.body.pk]):
        show_image(image=ortho, audience="public", by=places.west.head)
    assert PublishedImage.objects.get().title == "صورة"
    with territory([places.west.body.pk]):
        withdraw_image(image=ortho, by=places.west.head)
        with pytest.raises(PictureNotReady):
            show_image(image=ortho, audience="public", by=places.west.head)
    assert PublishedImage.objects.count() == 0


@pytest.mark.parametrize(
    "change", ["sha256 = repeat('0', 64)", "title = 'x'", "state = 'waiting'", "accuracy_m = 0.01", "geom = NULL"]
)
def test_the_database_keeps_a_ready_picture_as_it_is(ortho: Image, change: str):
    with everywhere(), pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE raster_image SET {change} WHERE id = %s", [ortho.pk])
    assert error.value.__cause__.sqlstate == "MK046"


def test_the_command_draws_at_once_and_says_what_is_wrong(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "ortho.tif"
    paper.geotiff(path)
    call_command(
        "import_image", path, municipality="5011", date=date(2023, 1, 2), accuracy=0.15, public=True, verbosity=0
    )
    assert "zooms" in capsys.readouterr().out
    found = PublishedImage.objects.get()
    assert (found.title, found.taken_on, found.accuracy_m) == ("ortho", date(2023, 1, 2), 0.15)
    path.write_bytes(b"nothing")
    with pytest.raises(CommandError):
        call_command("import_image", path, municipality="5011", verbosity=0)
