"""Pictures into the catalogue: looked at while the sender waits, drawn in the background; scans put in their place."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any
from uuid import UUID, uuid4

import numpy as np
from django.conf import settings
from django.db import transaction

from geo.accounts.models import User
from geo.documents.names import clean_text
from geo.documents.scan import check_clean
from geo.exchange.reading.limits import MIB, Limits
from geo.jobs.services import defer
from geo.municipalities.models import Municipality
from geo.raster import storage
from geo.raster.enums import LEAST_POINTS, FitMethod, ImageAudience, ImageState, Told
from geo.raster.errors import PictureNotReady, PictureOutside, PointsFar, PointsOnALine, PointsTooFew, refusal
from geo.raster.frames import Placed, check_ground, declared_epsg, placed_by_file, tiles_pipeline
from geo.raster.models import Fitting, Image, Scan
from geo.raster.reading import services as reading
from geo.raster.reading.journey import fit_told
from geo.raster.reading.limits import SCAN, PictureLimits
from geo.series.services import record_act
from geo.spatial.crs import storage_srid
from geo.spatial.fitting import FitImpossible, fit
from geo.spatial.refusals import refusals_explained

#: The job that draws a picture.
DRAW = "raster.draw"
#: Per cent after which it is written down how far a drawing is.
_STEP = 5
Content = IO[bytes] | Path


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a person says of a picture; None and "": unknown. `epsg`: its system, where the file does not say."""

    title: str
    audience: ImageAudience = ImageAudience.STAFF
    taken_on: date | None = None
    accuracy_m: float | None = None
    source: str = ""
    licence: str = ""
    epsg: int | None = None


@transaction.atomic
def receive_image(
    *,
    content: Content,
    name: str,
    office: Municipality,
    by: User | None,
    request_id: UUID,
    about: About,
    limits: PictureLimits | None = None,
    defers: bool = True,
) -> Image:
    """Take a georeferenced picture in, once per request id: looked at now, drawn by the worker, or by the caller.

    Runs inside the territory of the office. Errors: PictureRefused, PictureTooLarge, PictureOutside,
    NoTerritoryForPicture, UnknownCrs, NoOperation, ReadingUnavailable, FileInfected.
    """
    known = Image.objects.filter(request_id=request_id).first()
    if known is not None:
        return known
    key, limits = uuid4(), limits or PictureLimits()
    with _forgotten_unless_taken(key):
        digest = _take_in(content, key, limits)
        facts = reading.look(storage.incoming(key), limits=limits)
        placed = placed_by_file(facts["transform"], about.epsg or declared_epsg(facts["crs"]))
        check_ground(placed, facts["width"], facts["height"], office)
        taken = about.taken_on or _day(facts["taken_on"])
        image = Image.objects.create(
            id=key, municipality=office, request_id=request_id, title=_title(about.title, name), sent_by=by,
            name=clean_text(name, 130) or "-", sent_sha256=digest, taken_on=taken,
            taken_told=Told.PERSON if about.taken_on else Told.FILE if taken else Told.NOBODY,
            accuracy_m=about.accuracy_m, source=clean_text(about.source, 200), licence=clean_text(about.licence, 200),
            audience=about.audience, epsg=placed.epsg, operation=placed.operation, operation_m=placed.accuracy_m,
            facts={**facts, "limits": asdict(limits)}, way=placed.way,
        )  # fmt: skip
    if defers:
        _leave_for_worker(image)
    return image


def _leave_for_worker(image: Image) -> None:
    defer(DRAW, image=str(image.pk), municipality=image.municipality_id)


@contextmanager
def _forgotten_unless_taken(key: UUID) -> Iterator[None]:
    """Forget what came of a picture when its block fails: the transaction undoes the row, this the file."""
    try:
        yield
    except BaseException:
        storage.forget(key)
        raise


def _take_in(content: Content, key: UUID, limits: PictureLimits) -> str:
    """Copy what came into the folder of its key; return its SHA-256. Errors: PictureTooLarge, FileInfected."""
    size = content.stat().st_size if isinstance(content, Path) else content.seek(0, 2)
    if size > limits.upload:
        raise refusal("picture_bytes", {"most_mb": limits.upload // MIB})
    place = storage.incoming(key) / reading.UPLOAD
    digest = storage.take_in(content, place)
    check_clean(place)
    return digest


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        return None


def _title(said: str, name: str) -> str:
    return clean_text(said, 200) or clean_text(Path(name).stem, 200) or "-"


def draw_image(*, image: Image, moved: Callable[..., None]) -> None:
    """Draw a picture that waits, outside of any transaction; `moved` writes each step down. Errors: as reading.draw."""
    place = storage.incoming(image.pk)
    limits = PictureLimits(**_limits(image.facts["limits"]))

    def tell(percent: int) -> None:
        if percent >= image.percent + _STEP:
            moved(percent=percent)

    found = reading.draw(place, limits=limits, way=image.way, quality=settings.IMAGERY_QUALITY, tell=tell)
    tiles = place / "tiles.tif"
    size = tiles.stat().st_size
    moved(
        state=ImageState.READY, percent=100, notes=found["notes"], sha256=storage.keep(tiles), size=size,
        pixel_m=found["pixel_m"],
        min_zoom=found["min_zoom"], max_zoom=found["max_zoom"], first_column=found["first_column"],
        first_row=found["first_row"], footprint=found["footprint"],
    )  # fmt: skip
    storage.forget(image.pk)


def _limits(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "look": Limits(**told["look"]), "draw": Limits(**told["draw"])}


@transaction.atomic
def receive_scan(
    *, content: Content, name: str, title: str, office: Municipality, by: User | None, request_id: UUID
) -> Scan:
    """Take a scanned plan in, once per request id: written anew, so that nothing but its colours is kept.

    Runs inside the territory of the office. Errors: PictureRefused, PictureTooLarge, ReadingUnavailable, FileInfected.
    """
    known = Scan.objects.filter(request_id=request_id).first()
    if known is not None:
        return known
    key = uuid4()
    try:
        digest = _take_in(content, key, SCAN)
        place = storage.incoming(key)
        found = reading.keep_scan(place, limits=SCAN)
        scan = Scan.objects.create(
            id=key, municipality=office, request_id=request_id, title=_title(title, name),
            name=clean_text(name, 130) or "-", width=found["width"], height=found["height"],
            preview_width=found["preview_width"], preview_height=found["preview_height"], sent_sha256=digest,
            sha256=storage.keep(place / "scan.tif"), preview_sha256=storage.keep(place / "preview.webp", ".webp"),
            sent_by=by,
        )  # fmt: skip
    finally:
        storage.forget(key)
    return scan


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """A point known on the scan (x, y: pixels from its upper left corner) and on the ground (e, n: storage CRS)."""

    x: float
    y: float
    e: float
    n: float


@transaction.atomic
def try_fit(*, scan: Scan, points: list[ControlPoint], method: FitMethod, by: User | None) -> Fitting:
    """Fit a scan by control points and keep how well they agree; nothing is drawn yet.

    Errors: PointsTooFew, PointsOnALine.
    """
    least = LEAST_POINTS[method]
    if len(points) < least:
        raise PointsTooFew(given=len(points), least=least)
    try:
        found = fit(
            np.array([(point.x, -point.y) for point in points]),
            np.array([(point.e, point.n) for point in points]),
            method,
        )
    except FitImpossible as error:
        raise PointsOnALine from error
    alone = found.leave_one_out_rmse_m
    return Fitting.objects.create(
        municipality_id=scan.municipality_id, scan=scan, method=method, points=[asdict(point) for point in points],
        fit=fit_told(found), residuals=np.round(found.residuals, 4).tolist(),
        alone=[round(off, 4) if np.isfinite(off) else None for off in found.leave_one_out.tolist()],
        rmse_m=found.rmse_m, alone_rmse_m=alone if np.isfinite(alone) else None, worst=found.worst, tried_by=by,
    )  # fmt: skip


@transaction.atomic
def accept_fit(*, fitting: Fitting, by: User, request_id: UUID, about: About) -> Image:
    """Let a fitted scan become a picture of the catalogue, once per request id; its accuracy is the fit's error.

    Runs inside the territory of the office. Errors: PointsFar, NoTerritoryForPicture, Unavailable.
    """
    known = Image.objects.filter(request_id=request_id).first()
    if known is not None:
        return known
    scan = fitting.scan
    placed = Placed({"fit": fitting.fit, "to_tiles": tiles_pipeline()}, storage_srid(), "", 0.0)
    try:
        check_ground(placed, scan.width, scan.height, scan.municipality)
    except PictureOutside as error:
        raise PointsFar from error
    image = Image.objects.create(
        municipality_id=scan.municipality_id, request_id=request_id, fitting=fitting,
        title=_title(about.title, scan.title), name=scan.name, sent_sha256=scan.sent_sha256, taken_on=about.taken_on,
        taken_told=Told.PERSON if about.taken_on else Told.NOBODY, accuracy_m=fitting.rmse_m,
        source=clean_text(about.source, 200), licence=clean_text(about.licence, 200), audience=about.audience,
        epsg=placed.epsg, operation=f"fit: {fitting.method}", operation_m=fitting.rmse_m, way=placed.way,
        facts={"width": scan.width, "height": scan.height, "limits": asdict(SCAN)}, sent_by=by,
    )  # fmt: skip
    place = storage.incoming(image.pk)
    place.mkdir(mode=0o700, parents=True)
    shutil.copyfile(storage.kept(scan.sha256), place / reading.UPLOAD)
    _leave_for_worker(image)
    return image


@transaction.atomic
def show_image(*, image: Image, audience: ImageAudience, by: User) -> Image:
    """Let everyone, or the staff alone, see a ready picture. Errors: PictureNotReady."""
    return _moved(image, by, "show picture", audience=audience)


@transaction.atomic
def withdraw_image(*, image: Image, by: User) -> Image:
    """Take a ready picture out of the catalogue for good; its row and file stay. Errors: PictureNotReady."""
    return _moved(image, by, "withdraw picture", state=ImageState.WITHDRAWN)


def _moved(image: Image, by: User, act: str, **changes: Any) -> Image:
    held = Image.objects.select_for_update(of=("self",)).get(pk=image.pk)
    if held.state != ImageState.READY:
        raise PictureNotReady
    for name, value in changes.items():
        setattr(held, name, value)
    with refusals_explained():
        held.save(update_fields=list(changes))
    record_act(
        office=held.municipality, by=by, action=act, subject=f"raster.image:{held.pk}",
        facts={"sha256": held.sha256, **{name: str(value) for name, value in changes.items()}},
    )  # fmt: skip
    return held
