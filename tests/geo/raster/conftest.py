"""Pictures in a folder of the test, and the worker that draws them."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from geo.municipalities.scope import everywhere
from geo.raster.models import Image
from geo.raster.services import About, receive_image
from geo.raster.tasks import draw
from tests.factories.places import Office, Places


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    """Where pictures lie."""
    settings.IMAGERY_FOLDER = tmp_path / "imagery"
    return settings.IMAGERY_FOLDER


@pytest.fixture
def send(places: Places) -> Callable[..., Image]:
    """Send a picture for the western office."""

    def sent(
        content: bytes, *, office: Office | None = None, name: str = "ortho.tif", limits: Any = None, **about: Any
    ) -> Image:
        office = office or places.west
        with everywhere():
            return receive_image(
                content=io.BytesIO(content), name=name, office=office.body, by=office.surveyor, request_id=uuid4(),
                about=About(**{"title": "صورة", **about}), limits=limits, defers=False,
            )  # fmt: skip

    return sent


@pytest.fixture
def drawn(send: Callable[..., Image]) -> Callable[..., Image]:
    """Send a picture and draw it."""

    def done(content: bytes, **more: Any) -> Image:
        image = send(content, **more)
        draw(str(image.pk), image.municipality_id)
        with everywhere():
            return Image.objects.get(pk=image.pk)

    return done
