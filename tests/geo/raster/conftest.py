"""Pictures in a folder of the test, and the worker that draws them."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from procrastinate.contrib.django import procrastinate_app
from procrastinate.periodic import PeriodicRegistry

from geo.jobs.worker import worker_app
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


@pytest.fixture
def do_jobs(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return a function that does the jobs that wait; no clock starts any, and threads close their connections."""
    monkeypatch.setattr(procrastinate_app.current_app, "periodic_registry", PeriodicRegistry())
    for alias in ("default", "tiles"):
        monkeypatch.setitem(connections.settings[alias], "CONN_MAX_AGE", 0)

    def do() -> None:
        worker_app().run_worker(wait=False, listen_notify=False, install_signal_handlers=False, concurrency=1)

    return do
