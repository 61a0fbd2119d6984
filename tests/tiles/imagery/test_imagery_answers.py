"""How tiles of pictures are asked for and answered: addresses, caching, who sees them, what programs are told."""

import io
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from PIL import Image as Pillow

from geo.municipalities.scope import everywhere, territory
from geo.raster.models import Image
from geo.raster.reading.grid import HALF_M, TILE, pixel_m
from geo.raster.services import About, receive_image, withdraw_image
from geo.raster.tasks import draw
from tests.factories.places import Places, make_places
from tests.geo.raster import paper

pytestmark = pytest.mark.django_db(databases=["default", "tiles"], transaction=True)
W = "{http://www.opengis.net/wmts/1.0}"
O = "{http://www.opengis.net/ows/1.1}"  # noqa: E741 - as the standard abbreviates it


@pytest.fixture
def places(transactional_db: None, settings, tmp_path: Path) -> Iterator[Places]:
    """Committed, with a folder for pictures."""
    settings.IMAGERY_FOLDER = tmp_path / "imagery"
    yield make_places()
    connections.close_all()


def brought(places: Places, path: Path, audience: str) -> Image:
    """Bring and draw a picture of the west."""
    with everywhere():
        image = receive_image(
            content=io.BytesIO(paper.geotiff(path)), name="x.tif", office=places.west.body, by=None, request_id=uuid4(),
            about=About(title=f"صورة {audience}", audience=audience, licence="CC0"), defers=False,
        )  # fmt: skip
    draw(str(image.pk), image.municipality_id)
    with everywhere():
        return Image.objects.get(pk=image.pk)


@pytest.fixture
def shown(places: Places, tmp_path: Path) -> Image:
    """A picture that everyone may see."""
    return brought(places, tmp_path / "a.tif", "public")


@pytest.fixture
def kept(places: Places, tmp_path: Path) -> Image:
    """A picture of the staff."""
    return brought(places, tmp_path / "b.tif", "staff")


def address(image: Image, z: int | None = None, ending: str = "webp") -> str:
    """The address of the tile in which the middle of the picture lies."""
    zoom = image.max_zoom if z is None else z
    x, y = image.geom_3857.centroid.coords
    side = TILE * pixel_m(zoom)
    return f"/imagery/{image.pk}/{zoom}/{int((x + HALF_M) // side)}/{int((HALF_M - y) // side)}.{ending}"


def person(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_public_tile_is_everyones_and_may_be_kept(shown: Image):
    answer = Client().get(address(shown))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert Pillow.open(io.BytesIO(answer.content)).size == (256, 256)
    again = Client().get(address(shown), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    as_png = Client().get(address(shown, ending="png"))
    assert Pillow.open(io.BytesIO(as_png.content)).format == "PNG"
    assert as_png.headers["ETag"] != answer.headers["ETag"]


def test_every_zoom_of_the_picture_has_its_tile(shown: Image):
    assert [Client().get(address(shown, z)).status_code for z in range(shown.min_zoom, shown.max_zoom + 1)] == [200] * (
        shown.max_zoom - shown.min_zoom + 1
    )


def test_a_tile_of_the_staff_is_its_territorys_and_is_kept_by_no_cache(kept: Image, places: Places):
    answer = person(places.west.engineer).get(address(kept))
    assert answer.status_code == 200
    assert set(answer.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}
    for stranger in (Client(), person(places.east.engineer), person(places.citizen)):
        assert stranger.get(address(kept)).status_code == 404
        assert stranger.get(f"/imagery/{kept.pk}.json").status_code == 404
        assert str(kept.pk) not in stranger.get("/imagery/wmts/1.0.0/WMTSCapabilities.xml").content.decode()
        assert "صورة staff" not in stranger.get("/imagery/").content.decode()


def test_outside_the_picture_there_is_nothing(shown: Image):
    zoom, column, row = (int(part) for part in address(shown).removesuffix(".webp").split("/")[3:])
    base = f"/imagery/{shown.pk}"
    assert Client().get(f"{base}/{zoom}/{column + 500}/{row}.webp").status_code == 204
    for path in (f"{zoom + 1}/0/0", f"{shown.min_zoom - 1}/0/0", f"{zoom}/{2**zoom}/0", f"{zoom}/-1/0", "a/0/0"):
        assert Client().get(f"{base}/{path}.webp").status_code == 404
    assert Client().get(f"/imagery/{uuid4()}/{zoom}/{column}/{row}.webp").status_code == 404
    assert Client().get(f"{base}/{10**30}/0/0.webp").status_code == 400
    assert Client().post(f"{base}/{zoom}/{column}/{row}.webp").status_code == 405


def test_a_withdrawn_picture_is_gone(shown: Image, places: Places):
    with territory([places.west.body.pk]):
        withdraw_image(image=shown, by=places.west.head)
    assert Client().get(address(shown)).status_code == 404
    assert person(places.west.head).get(address(shown)).status_code == 404


def test_what_other_programs_are_told(shown: Image):
    told = Client().get(f"/imagery/{shown.pk}.json").json()
    assert (told["tilejson"], told["minzoom"], told["maxzoom"]) == ("3.0.0", shown.min_zoom, shown.max_zoom)
    assert told["tiles"] == [f"http://testserver/imagery/{shown.pk}/{{z}}/{{x}}/{{y}}.webp"]
    west, south, east, north = told["bounds"]
    assert 49.9 < west < east < 50.1
    assert 26.4 < south < north < 26.7


def test_the_wmts_description_leads_to_its_tiles(shown: Image):
    answer = Client().get("/imagery/wmts?service=WMTS&request=GetCapabilities")
    root = ElementTree.fromstring(answer.content)
    layer = root.find(f"{W}Contents/{W}Layer")
    assert layer.findtext(f"{O}Identifier") == str(shown.pk)
    limits = {each.findtext(f"{W}TileMatrix"): each for each in layer.iter(f"{W}TileMatrixLimits")}
    assert sorted(map(int, limits)) == list(range(shown.min_zoom, shown.max_zoom + 1))
    finest = limits[str(shown.max_zoom)]
    column, row = finest.findtext(f"{W}MinTileCol"), finest.findtext(f"{W}MinTileRow")
    for resource in layer.iter(f"{W}ResourceURL"):
        template = resource.get("template").removeprefix("http://testserver")
        path = (
            template.replace("{TileMatrix}", str(shown.max_zoom)).replace("{TileCol}", column).replace("{TileRow}", row)
        )
        assert Client().get(path).headers["Content-Type"] == resource.get("format")
    matrices = [
        int(each.findtext(f"{O}Identifier"))
        for each in root.iter(f"{W}TileMatrix")
        if each.find(f"{O}Identifier") is not None
    ]
    assert matrices == list(range(shown.min_zoom, shown.max_zoom + 1))


@pytest.mark.parametrize(
    "query",
    ["", "service=WMS&request=GetCapabilities", "request=GetMap", "request=GetTile", "request=GetTile&format=image/gif",
     "request=GetTile&layer=x&tilematrix=1&tilecol=0&tilerow=0",
     "request=GetTile&layer={key}&tilematrix=1&tilecol=-1&tilerow=0",
     "request=GetTile&layer={key}&tilematrix=a&tilecol=0&tilerow=0"],
)  # fmt: skip
def test_what_wmts_does_not_know_is_refused(shown: Image, query: str):
    assert Client().get(f"/imagery/wmts?{query.format(key=shown.pk)}").status_code == 400


def test_wmts_by_key_and_value_gives_the_same_tile(shown: Image):
    zoom, column, row = address(shown).removesuffix(".webp").split("/")[3:]
    asked = {"SERVICE": "WMTS", "Request": "GetTile", "layer": shown.pk, "format": "image/webp", "TileMatrix": zoom,
             "TileCol": column, "TileRow": row}  # fmt: skip
    assert Client().get("/imagery/wmts", asked).content == Client().get(address(shown)).content


def test_the_list_shows_what_the_reader_may_see(shown: Image, kept: Image, places: Places):
    for reader, titles in ((Client(), {"صورة public"}), (person(places.west.engineer), {"صورة public", "صورة staff"})):
        page = reader.get("/imagery/").content.decode()
        assert {title for title in ("صورة public", "صورة staff") if title in page} == titles
    (row,) = Client().get("/imagery/").context["rows"]
    small = [Client().get(tile).status_code for line in row["small"] for tile in line]
    assert set(small) <= {200, 204}
    assert 200 in small
    assert len(small) <= 4


def test_the_map_is_offered_the_public_pictures_of_its_view_the_latest_first(
    shown: Image, kept: Image, places: Places, tmp_path: Path
):
    later = brought(places, tmp_path / "c.tif", "public")
    west, south, east, north = Client().get(f"/imagery/{shown.pk}.json").json()["bounds"]
    told = Client().get("/imagery/backgrounds", {"bbox": f"{west},{south},{east},{north}"}).json()["pictures"]
    assert {each["id"] for each in told} == {str(shown.pk), str(later.pk)}
    one = next(each for each in told if each["id"] == str(shown.pk))
    assert one["tiles"] == f"/imagery/{shown.pk}/{{z}}/{{x}}/{{y}}.webp"
    assert (one["min_zoom"], one["max_zoom"], one["licence"]) == (shown.min_zoom, shown.max_zoom, "CC0")
    assert one["bounds"] == pytest.approx([west, south, east, north])
    elsewhere = Client().get("/imagery/backgrounds", {"bbox": "-10,-10,-9,-9"})
    assert elsewhere.json() == {"pictures": []} and "public" in elsewhere.headers["Cache-Control"]


def test_a_background_that_a_link_names_is_a_public_picture_or_none(shown: Image, kept: Image, places: Places):
    def named(key):
        return [each["id"] for each in Client().get("/imagery/backgrounds", {"id": str(key)}).json()["pictures"]]

    assert named(shown.pk) == [str(shown.pk)]
    assert named(kept.pk) == named(uuid4()) == []
    told = person(places.west.head).get("/imagery/backgrounds", {"id": str(kept.pk)}).json()
    assert told == {"pictures": []}


@pytest.mark.parametrize(
    "query", ["", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=5,1,4,2", "bbox=1,2,3,99", "bbox=nan,1,2,3", "id=x", "id=';--"]
)
def test_a_view_that_is_no_box_is_refused(places: Places, query: str):
    assert Client().get(f"/imagery/backgrounds?{query}").status_code == 400
