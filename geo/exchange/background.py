"""Exports that take long: asked for by one person, written by the worker, kept for him for some hours."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from geo.accounts.models import User
from geo.errors import DomainError
from geo.exchange import asking
from geo.exchange.asking import STAFF
from geo.exchange.enums import LIVE, ExportState
from geo.exchange.errors import ExportGone, ExportNotReady, ExportUnknown, TooManyExports
from geo.exchange.formats import Format, format_named
from geo.exchange.models import Export
from geo.exchange.selectors import Selection, rows_of
from geo.exchange.services import export_layer, target_srid
from geo.jobs.services import defer
from geo.layers.layer import Layer
from geo.municipalities.scope import act_as
from geo.spatial.crs import storage_srid

log = logging.getLogger(__name__)
EXPORT = "exchange.export"
#: The only facts of a selection that are kept: codes and numbers as they were typed, and whether it is for the staff.
Typed = dict[str, str]


def too_many_at_once(layer: Layer, selection: Selection) -> int | None:
    """Return how many rows there are where that is too many for a file at once; None where it is not.

    For a past day the rows of today are counted: to count those of the day takes as long as to write them.
    """
    count = rows_of(layer, selection).count()
    return count if count > settings.EXPORTS_AT_ONCE_ROWS else None


def ask(*, layer: Layer, form: Format, srid: int | None, typed: Typed, selection: Selection, by: User) -> Export:
    """Leave an export for the worker in the running transaction. Errors: TooManyExports, or of a wrong system.

    Whether the person may have what only the staff see is asked again when it is written.
    """
    target_srid(form, stored=storage_srid(), wanted=srid)
    now = timezone.now()
    if Export.objects.filter(asked_by=by, state__in=LIVE, expires_at__gt=now).count() >= settings.EXPORTS_PER_PERSON:
        raise TooManyExports(most=settings.EXPORTS_PER_PERSON)
    asked = Export.objects.create(
        id=uuid4(), asked_by=by, layer=layer.name, form=form.name, srid=srid,
        selection={**typed, **({STAFF: "yes"} if selection.staff else {})}, as_of=selection.as_of,
        language=translation.get_language() or settings.LANGUAGE_CODE, asked_at=now,
        expires_at=now + timedelta(hours=settings.EXPORTS_KEPT_HOURS),
    )  # fmt: skip
    defer(EXPORT, export=str(asked.pk), person=by.pk)
    return asked


def write(pk: UUID, *, person: int) -> None:
    """Write the file of an export, for the person who asked. A refusal ends it with its sentence; a bug ends it too."""
    with _as(person):
        asked = Export.objects.select_for_update().filter(pk=pk, state__in=LIVE, expires_at__gt=timezone.now()).first()
        if asked is None:
            return
        _move(asked, state=ExportState.DOING, rows_done=0, rows_total=None)
    shutil.rmtree(folder_of(asked), ignore_errors=True)  # what a worker that died left
    with translation.override(asked.language):
        try:
            size = _write(asked, person)
        except DomainError as error:
            _end(asked, person, state=ExportState.FAILED, trouble=str(error))
        except BaseException:
            _end(asked, person, state=ExportState.FAILED, trouble=str(DomainError.message))
            raise
        else:
            _end(asked, person, state=ExportState.DONE, size_bytes=size)


def _write(asked: Export, person: int) -> int:
    form = format_named(asked.form)

    def tell(done: int, total: int | None) -> None:
        with _as(person):
            _move(asked, rows_done=done, rows_total=total)

    path = file_of(asked)
    path.parent.mkdir(mode=0o700, parents=True)
    layer, selection = _selected(asked, person)
    return (
        export_layer(layer=layer, form=form, path=path, srid=asked.srid, selection=selection, progress=tell)
        .path.stat()
        .st_size
    )


def _selected(asked: Export, person: int) -> tuple[Layer, Selection]:
    """Return what is to be written, as the person may have it now."""
    places = {name: value for name, value in asked.selection.items() if name != STAFF}
    by = User.objects.get(pk=person)
    return asking.asked(asked.layer, person=by, staff=STAFF in asked.selection, as_of=asked.as_of, **places)


def _end(asked: Export, person: int, **facts: Any) -> None:
    with _as(person):
        _move(asked, **facts, finished_at=timezone.now())


def _move(asked: Export, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(asked, name, value)
    asked.save(update_fields=list(facts))


@contextmanager
def _as(person: int) -> Iterator[None]:
    with transaction.atomic():
        act_as(person, reason="export", source=f"job {EXPORT}")
        yield


def own_export(pk: UUID, person: Any) -> Export:
    """Return an export that the person asked for. Errors: ExportUnknown, for those of others too."""
    asked = Export.objects.filter(pk=pk, asked_by_id=person.pk).first()
    if asked is None:
        raise ExportUnknown
    return asked


def folder_of(asked: Export) -> Path:
    """Return the folder of an export's file; nothing else lies in it."""
    return Path(settings.EXPORTS_FOLDER) / str(asked.pk)


def file_of(asked: Export) -> Path:
    """Return the file of an export: named as people know the layer."""
    return folder_of(asked) / f"{asked.layer}{format_named(asked.form).suffix}"


def ready_file(asked: Export) -> Path:
    """Return the file of an export that may be handed out. Errors: ExportNotReady, ExportGone."""
    if asked.live:
        raise ExportNotReady
    if asked.state != ExportState.DONE or asked.expires_at <= timezone.now() or not file_of(asked).is_file():
        raise ExportGone
    return file_of(asked)


def remove_expired() -> int:
    """Remove the files of exports that have expired; return how many. The rows stay and say so."""
    removed = 0
    with transaction.atomic():
        gone = Export.objects.filter(expires_at__lte=timezone.now()).exclude(state=ExportState.REMOVED)
        for asked in gone.select_for_update(skip_locked=True):
            if folder_of(asked).exists():
                shutil.rmtree(folder_of(asked))
            _move(asked, state=ExportState.REMOVED)
            removed += 1
    log.info("%s expired exports removed", removed)
    return removed
