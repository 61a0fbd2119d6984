"""Drawing pictures in the background, and removing what nobody waits for."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.db import transaction
from django.utils import timezone

from geo.errors import DomainError
from geo.jobs.registry import daily, job
from geo.municipalities.scope import act_as, everywhere, territory
from geo.raster import services, storage
from geo.raster.enums import LIVE, ImageState
from geo.raster.models import Image
from geo.spatial.crs import storage_srid

log = logging.getLogger(__name__)
#: Seconds after which a folder that no picture waits for is removed.
FORGOTTEN_S = 86_400


@job(services.DRAW)
def draw(image: str, municipality: int) -> None:
    """Draw one picture inside the territory of its office. A refusal ends it with its sentence; a bug ends it too."""
    found = _begun(UUID(image), municipality)
    if found is None:
        return
    try:
        services.draw_image(image=found, moved=_mover(found, municipality))
    except DomainError as error:
        _fail(found, municipality, error.code, error.context)
    except BaseException:
        _fail(found, municipality, "picture_crashed", {})
        raise


@contextmanager
def _inside(municipality: int) -> Iterator[None]:
    with transaction.atomic(), territory([municipality]):
        act_as(None, reason="drawing of a picture", source=f"job {services.DRAW}")
        yield


def _begun(key: UUID, municipality: int) -> Image | None:
    with _inside(municipality):
        found = Image.objects.select_for_update().filter(pk=key, state__in=LIVE).first()
        if found is not None:
            found.state, found.percent = ImageState.DRAWING, 0
            found.save(update_fields=["state", "percent"])
        return found


def _mover(image: Image, municipality: int) -> Any:
    def move(*, footprint: str = "", **facts: Any) -> None:
        if footprint:
            facts |= {"geom": _surface(footprint), "finished_at": timezone.now()}
        for name, value in facts.items():
            setattr(image, name, value)
        with _inside(municipality):
            image.save(update_fields=list(facts))

    return move


def _surface(wkb: str) -> MultiPolygon:
    found = GEOSGeometry(memoryview(bytes.fromhex(wkb)), srid=storage_srid())
    return found if isinstance(found, MultiPolygon) else MultiPolygon(_polygon(found), srid=storage_srid())


def _polygon(found: GEOSGeometry) -> Polygon:
    if not isinstance(found, Polygon):
        raise TypeError(f"a footprint is a surface, not a {found.geom_type}")
    return found


def _fail(image: Image, municipality: int, code: str, facts: dict[str, Any]) -> None:
    log.warning("a picture was not drawn: %s %s", image.pk, code)
    image.state = ImageState.DRAWING
    _mover(image, municipality)(
        state=ImageState.FAILED, trouble=code[:40], trouble_facts=facts, finished_at=timezone.now()
    )
    storage.forget(image.pk)


@job("raster.forget_left", starts=daily("03:50"), alone=True)
def forget_left() -> None:
    """Remove what came of pictures that were refused or whose server died, a day later."""
    with everywhere():
        waiting = set(Image.objects.filter(state__in=LIVE).values_list("pk", flat=True))
    for key, changed in storage.on_their_way():
        if key not in waiting and time.time() - changed > FORGOTTEN_S:
            storage.forget(key)
            log.info("what was left of picture %s is removed", key)
