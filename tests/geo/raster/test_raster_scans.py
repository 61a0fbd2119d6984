"""A scanned plan is written anew, put in its place by control points, and says how well they agree."""

import io
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
import rasterio
from django.db import DatabaseError, connection, transaction
from PIL import Image as Pillow

from geo.municipalities.scope import everywhere
from geo.raster.enums import FitMethod
from geo.raster.errors import PictureRefused, PointsFar, PointsOnALine, PointsTooFew
from geo.raster.models import Fitting, Image, Scan
from geo.raster.services import About, ControlPoint, accept_fit, receive_scan, try_fit
from geo.raster.storage import kept
from geo.raster.tasks import draw
from tests.factories.places import ORIGIN, Places
from tests.geo.raster import paper
from tests.geo.raster.test_raster_images import colour_at, near

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
#: A scan of 0.4 m a pixel, turned by a tenth of a radian.
SCALE, TURN = 0.4, 0.1


def scanned(form: str = "PNG") -> bytes:
    """The four colours as a scan of 600 by 400 pixels."""
    target = io.BytesIO()
    Pillow.fromarray(np.moveaxis(paper.quarters(400, 600), 0, -1)).save(target, form)
    return target.getvalue()


def ground(x: float, y: float) -> tuple[float, float]:
    """Where a pixel of the scan truly lies."""
    a, b = SCALE * np.cos(TURN), SCALE * np.sin(TURN)
    return ORIGIN[0] + 200 + a * x - b * -y, ORIGIN[1] + 400 + b * x + a * -y


def points(*places: tuple[float, float], slip: float = 0.0) -> list[ControlPoint]:
    """Control points at pixels; the first is put wrong by so many metres."""
    found = [ControlPoint(x, y, *ground(x, y)) for x, y in places]
    return [ControlPoint(found[0].x, found[0].y, found[0].e + slip, found[0].n), *found[1:]]


CORNERS = ((10, 10), (590, 12), (585, 390), (8, 385), (300, 200))
MORE = (*CORNERS, (150, 320), (450, 80), (60, 200))


@pytest.fixture
def take(places: Places) -> Callable[..., Scan]:
    """Send a scan for the western office."""

    def taken(content: bytes, name: str = "مخطط.png") -> Scan:
        with everywhere():
            return receive_scan(
                content=io.BytesIO(content), name=name, title="", office=places.west.body, by=places.west.surveyor,
                request_id=uuid4(),
            )  # fmt: skip

    return taken


@pytest.fixture
def scan(take: Callable[..., Scan]) -> Scan:
    """The scan, kept."""
    return take(scanned())


def fitted(scan: Scan, method: FitMethod = FitMethod.SIMILARITY, slip: float = 0.0) -> Fitting:
    with everywhere():
        return try_fit(scan=scan, points=points(*MORE, slip=slip), method=method, by=None)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_a_scan_is_written_anew_pixel_for_pixel(take: Callable[..., Scan], form: str):
    scan = take(scanned(form))
    assert (scan.title, scan.width, scan.height) == ("مخطط", 600, 400)
    before = np.asarray(Pillow.open(io.BytesIO(scanned(form))).convert("RGB"))
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning), rasterio.open(kept(scan.sha256)) as file:
        after = np.moveaxis(file.read([1, 2, 3]), 0, -1)
    off = np.abs(after.astype(int) - before)
    # Two programs unfold a JPEG alike but for its sharpest edges.
    assert off.mean() < 0.5 if form == "JPEG" else off.max() == 0


def test_what_hides_in_a_scan_is_not_kept(take: Callable[..., Scan], folder: Path):
    hidden = b"<script>alert(1)</script>%PDF-1.7 /JavaScript"
    content = scanned()
    bearing = content[:33] + paper.chunk(b"tEXt", b"Comment\x00" + hidden) + content[33:] + hidden
    take(bearing, "plan.pdf")
    left = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert len(left) > 500
    assert b"script" not in left
    assert b"PDF" not in left


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"<svg/>", "picture_type"), (b"<!doctype html>", "picture_type"), (b"%PDF-1.4\n/Launch", "picture_type"),
     (paper.png(50_000, 50_000), "picture_pixels"), (scanned()[:300], "picture_unreadable")],
    ids=["svg", "html", "pdf", "bomb", "cut short"],
)  # fmt: skip
def test_what_is_no_scan_is_refused_and_leaves_nothing(
    take: Callable[..., Scan], folder: Path, content: bytes, code: str
):
    with pytest.raises(PictureRefused) as error:
        take(content)
    assert error.value.code == code
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("method", list(FitMethod))
def test_a_fit_of_true_points_has_no_error_and_a_wrong_one_is_named(scan: Scan, method: FitMethod):
    true, wrong = fitted(scan, method), fitted(scan, method, slip=5.0)
    assert true.rmse_m < 0.001
    assert wrong.rmse_m > 0.1
    assert wrong.residuals[0][0] > 0
    assert wrong.worst == 0


def test_too_few_points_or_points_on_a_line_are_refused(scan: Scan):
    with everywhere():
        for method, count in ((FitMethod.SIMILARITY, 3), (FitMethod.AFFINE, 3), (FitMethod.POLYNOMIAL, 6)):
            with pytest.raises(PointsTooFew):
                try_fit(scan=scan, points=points(*MORE[:count]), method=method, by=None)
        line = points((10, 10), (20, 20), (30, 30), (40, 40))
        with pytest.raises(PointsOnALine):
            try_fit(scan=scan, points=line, method=FitMethod.AFFINE, by=None)


@pytest.mark.parametrize("method", [FitMethod.SIMILARITY, FitMethod.POLYNOMIAL])
def test_a_fit_that_is_taken_becomes_a_picture_with_its_error_as_accuracy(
    scan: Scan, places: Places, method: FitMethod
):
    fitting = fitted(scan, method, slip=0.2)
    with everywhere():
        image = accept_fit(fitting=fitting, by=places.west.head, request_id=uuid4(), about=About(title="قديم"))
    draw(str(image.pk), image.municipality_id)
    with everywhere():
        image = Image.objects.get(pk=image.pk)
    assert (image.state, image.accuracy_m, image.operation) == ("ready", fitting.rmse_m, f"fit: {method}")
    for (x, y), colour in {
        (150, 100): (220, 0, 0, 255),
        (450, 100): (0, 220, 0, 255),
        (150, 300): (0, 0, 220, 255),
    }.items():
        assert near(colour_at(image, *ground(x, y)), colour)
    assert image.pixel_m == pytest.approx(0.4, rel=0.01)


def test_a_fit_that_leads_out_of_the_territory_is_refused(scan: Scan, places: Places):
    far = [ControlPoint(point.x, point.y, point.e + 100_000, point.n) for point in points(*CORNERS)]
    with everywhere():
        fitting = try_fit(scan=scan, points=far, method=FitMethod.AFFINE, by=None)
        with pytest.raises(PointsFar):
            accept_fit(fitting=fitting, by=places.west.head, request_id=uuid4(), about=About(title=""))


@pytest.mark.parametrize("table", ["raster_scan", "raster_fitting"])
def test_a_scan_and_its_trials_are_kept_as_they_are(scan: Scan, table: str):
    fitted(scan)
    with everywhere(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET municipality_id = municipality_id")
