"""What is no picture, or a picture meant to break its reader, is refused by its first bytes."""

from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from geo.api.errors import both_languages
from geo.raster.errors import PictureRefused, PictureTooLarge
from geo.raster.models import Image
from geo.raster.reading import services as reading
from geo.raster.reading.limits import PictureLimits
from tests.geo.raster import paper

VRT = (
    b'<VRTDataset rasterXSize="8" rasterYSize="8"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>%s'
    b"</SimpleSource></VRTRasterBand></VRTDataset>"
)


@pytest.fixture
def look(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Look at a picture as the service does, in a confined process."""

    def found(content: bytes, limits: PictureLimits | None = None) -> dict[str, Any]:
        folder = tmp_path / "here"
        folder.mkdir(exist_ok=True)
        (folder / "upload").write_bytes(content)
        try:
            return reading.look(folder, limits=limits or PictureLimits())
        finally:
            rmtree(folder)

    return found


@pytest.fixture
def refused(look: Callable[..., dict[str, Any]]) -> Callable[..., str]:
    """Look at what is not taken; return the code."""

    def code_of(content: bytes, **more: Any) -> str:
        with pytest.raises((PictureRefused, PictureTooLarge)) as error:
            look(content, **more)
        said = both_languages(error.value.message)
        assert said["detail_en"].strip()
        assert "%(" not in said["detail_ar"] + said["detail_en"]
        return error.value.code

    return code_of


@pytest.mark.parametrize(
    "content",
    [
        VRT % b"<SourceFilename>/etc/passwd</SourceFilename>",
        VRT % b"<SourceFilename>/vsicurl/http://127.0.0.1:9/x.tif</SourceFilename>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"<!doctype html><html>",
        b"%PDF-1.7\n1 0 obj <</OpenAction <</S /JavaScript /JS (app.alert(1))>>>>", b"PK\x03\x04", b"", b"II*",
        b"GIF89a",
        b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    ],
    ids=["vrt", "vrt to a host", "svg", "html", "pdf that acts", "zip", "nothing", "three bytes", "gif", "eicar"],
)  # fmt: skip
def test_what_is_no_picture_is_refused_by_its_bytes(refused: Callable[..., str], content: bytes):
    assert refused(content) == "picture_type"


def test_a_bomb_is_refused_by_its_header(refused: Callable[..., str]):
    assert refused(paper.png(50_000, 50_000)) == "picture_pixels"
    assert refused(paper.tiff([paper.directory(50_000, 50_000)])) == "picture_pixels"
    assert refused(paper.tiff([paper.directory(2**31, 1)])) == "picture_pixels"


def test_a_picture_of_a_hundred_thousand_directories_is_refused(refused: Callable[..., str]):
    assert refused(paper.tiff([paper.directory(16, 16)] * 100_000)) == "picture_pages"


def test_directories_that_lead_back_or_nowhere_are_refused(refused: Callable[..., str]):
    assert refused(paper.tiff([paper.directory(16, 16)] * 3, loop=True)) == "picture_unreadable"
    assert refused(b"II*\x00\xff\xff\xff\x7f" + b"\x00" * 64) == "picture_unreadable"
    assert refused(b"II+\x00\x08\x00\x00\x00" + b"\xff" * 64) == "picture_unreadable"


def test_absurd_tiles_are_refused(refused: Callable[..., str]):
    whole = paper.directory(30_000, 30_000, t277=3)
    assert refused(paper.tiff([whole])) == "picture_block"
    assert refused(paper.tiff([paper.directory(1000, 1000, t322=0, t323=0)])) == "picture_block"
    assert refused(paper.tiff([paper.directory(16_000, 16_000, t322=1, t323=1)])) == "picture_unreadable"


def test_a_compression_that_nobody_looked_at_is_refused(refused: Callable[..., str]):
    assert refused(paper.tiff([paper.directory(16, 16, t259=34712)])) == "picture_folded"


def test_measurements_are_no_picture(refused: Callable[..., str], tmp_path: Path):
    heights = paper.quarters()[:1].astype("float32")
    assert refused(paper.geotiff(tmp_path / "x.tif", heights)) == "picture_values"


def test_files_beside_a_picture_are_not_looked_for(tmp_path: Path):
    (tmp_path / "upload").write_bytes(paper.geotiff(tmp_path / "x.tif", crs=None))
    for beside in ("upload.aux.xml", "upload.tif.aux.xml"):
        (tmp_path / beside).write_text("<PAMDataset><SRS>EPSG:3857</SRS></PAMDataset>")
    (tmp_path / "upload.ovr").write_bytes(paper.geotiff(tmp_path / "y.tif"))
    assert reading.look(tmp_path, limits=PictureLimits())["crs"] == ""


def test_a_damaged_picture_is_refused(refused: Callable[..., str], tmp_path: Path):
    whole = bytearray(paper.geotiff(tmp_path / "x.tif", compress="deflate"))
    whole[-2000:] = b"\xff" * 2000
    assert refused(bytes(whole)) == "picture_unreadable"
    assert refused(paper.geotiff(tmp_path / "y.tif")[:600]) == "picture_unreadable"


def test_more_bytes_than_are_taken_are_refused(refused: Callable[..., str], tmp_path: Path):
    assert refused(paper.geotiff(tmp_path / "x.tif"), limits=PictureLimits(upload=1000)) == "picture_bytes"


def test_a_name_is_never_a_path_and_nothing_is_left_of_what_is_refused(
    send: Callable[..., Image], folder: Path, tmp_path: Path
):
    for name in ("/vsicurl/http://127.0.0.1:9/a.tif", "../../x.vrt", "x" * 300):
        with pytest.raises(PictureRefused):
            send(b"nothing", name=name)
    for content, code in (
        (paper.png(64, 64), "picture_no_place"),
        (paper.geotiff(tmp_path / "x", crs=None), "picture_no_crs"),
    ):
        with pytest.raises(PictureRefused) as error:
            send(content)
        assert error.value.code == code
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    taken = send(paper.geotiff(tmp_path / "x.tif"), name="../../\u202eصورة.tif")
    assert (taken.state, taken.name) == ("waiting", "../../صورة.tif")
