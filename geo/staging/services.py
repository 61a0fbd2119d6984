"""Taking a file in: read apart, put in place, kept; checked in the background; accepted by a person."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.documents.names import clean_text
from geo.exchange.reading.limits import Limits
from geo.jobs.services import defer
from geo.municipalities.models import Municipality
from geo.spatial.crs import storage_srid
from geo.spatial.refusals import refusals_explained
from geo.staging.checks import check_rows
from geo.staging.copying import copy_rows, keep_upload
from geo.staging.enums import ImportState, Standing
from geo.staging.errors import (
    NAMED,
    ImportChanged,
    ImportSettled,
    ImportUnknown,
    NotChecked,
    NothingChosen,
    OnlyCompared,
    ProfileNameTaken,
    RowsFaulty,
    UnknownKind,
)
from geo.staging.models import RowChoice, SourceProfile, StagedFinding, StagedLayer, Upload
from geo.staging.profiles import profiles
from geo.staging.registry import Acceptance, Found, Kind, kinds
from geo.staging.selectors import errors_of, good_rows
from geo.staging.standing import counts, standing_of
from geo.staging.taking import Answers as Answers
from geo.staging.taking import Taken, take, without_collecting

#: The job that checks what was read.
CHECK = "staging.check"
_PORTION = 5_000


def kind_named(name: str) -> Kind:
    """Return what rows can become. Errors: UnknownKind."""
    found = kinds.get(name)
    if found is None:
        raise UnknownKind(name=name[:60], known=", ".join(kinds.names()))
    return found


@transaction.atomic
def receive(
    *,
    content: bytes,
    name: str,
    kind: str,
    office: Municipality,
    by: User | None,
    request_id: UUID,
    answers: Answers,
    limits: Limits | None = None,
    replaces: UUID | None = None,
) -> StagedLayer:
    """Take a file in, once per request id: read, put in place, staged; its check is left for the worker.

    Runs inside the territory of the office. Where the file does not say enough, the reading asks instead. `replaces` is
    the import of the same office that this file corrects. Errors: those of take, UnknownKind, ImportUnknown,
    ImportSettled.
    """
    known = StagedLayer.objects.filter(upload__request_id=request_id).order_by("-turn").first()
    if known is not None:
        return known
    if replaces is not None and not Upload.objects.filter(pk=replaces, municipality=office).exists():
        raise ImportUnknown
    with without_collecting():
        taken = take(content, name, kind_named(kind), office, answers, limits)
        upload = Upload(
            municipality=office, request_id=request_id, kind=kind, name=clean_text(name, 130) or "-",
            size=len(content), sha256=hashlib.sha256(content).hexdigest(), uploaded_by=by, uploaded_at=timezone.now(),
            replaces_id=replaces,
        )  # fmt: skip
        with refusals_explained():
            keep_upload(upload, content)
        return _stage(upload, taken, answers, 1, None)


@transaction.atomic
def answer(*, pk: UUID, answers: Answers, request_id: UUID | None = None, seen_turn: int | None = None) -> StagedLayer:
    """Read an upload again under what a person says, once per request id; the earlier readings stay.

    `seen_turn`: the reading that the person looked at. Errors: ImportUnknown, NotChecked (it is being checked),
    ImportSettled, and those of take.
    """
    readings = list(StagedLayer.objects.filter(upload=pk).select_for_update().order_by("turn"))
    known = next((each for each in readings if request_id is not None and each.request_id == request_id), None)
    if known is not None:
        return known
    if not readings:
        raise ImportUnknown
    if readings[-1].state == ImportState.READ:
        raise NotChecked
    if readings[-1].state == ImportState.ACCEPTED or seen_turn not in (None, readings[-1].turn):
        raise ImportSettled
    upload = Upload.objects.select_related("municipality").get(pk=pk)
    with without_collecting():
        taken = take(bytes(upload.content), upload.name, kind_named(upload.kind), upload.municipality, answers)
        return _stage(upload, taken, answers, readings[-1].turn + 1, request_id)


def _stage(upload: Upload, taken: Taken, answers: Answers, turn: int, request_id: UUID | None) -> StagedLayer:
    frame = taken.frame
    facts = {key: value for key, value in asdict(taken.facts).items() if key != "questions"}
    operation = frame.operation if frame else None
    with refusals_explained():
        layer = StagedLayer.objects.create(
            upload=upload, municipality_id=upload.municipality_id, turn=turn, request_id=request_id,
            state=ImportState.ASKS if taken.asks else ImportState.READ, epsg=frame.epsg if frame else None,
            swapped=answers.swapped, operation=operation.name[:200] if operation else "",
            accuracy_m=operation.accuracy_m if operation else (0.0 if frame else None), profile=taken.profile.name,
            questions=taken.questions, proposals=taken.proposals, rows_read=len(taken.rows.numbers),
            facts={**facts, "meanings": taken.profile.meanings}, set_aside=answers.set_aside,
        )  # fmt: skip
    if not taken.asks:
        copy_rows(layer, taken.values(), taken.placed)
        defer(CHECK, layer=layer.pk, municipality=upload.municipality_id)
    return layer


@transaction.atomic
def check(*, layer: StagedLayer) -> StagedLayer:
    """Check the rows of a reading against each other and against what stands; once. Errors: NotChecked."""
    held_layer = _held(layer)
    if held_layer.state != ImportState.READ:
        return held_layer
    kind = kind_named(held_layer.upload.kind)
    found = [*check_rows(held_layer, numbered=kind.numbered, points=kind.points), *kind.check(held_layer)]
    StagedFinding.objects.bulk_create(_findings(held_layer, found), batch_size=_PORTION)
    held_layer.state, held_layer.checked_at = ImportState.CHECKED, timezone.now()
    with refusals_explained():
        held_layer.save(update_fields=["state", "checked_at"])
    return held_layer


def _held(layer: StagedLayer) -> StagedLayer:
    held = StagedLayer.objects.select_for_update(of=("self",)).select_related("upload__municipality")
    return held.defer("upload__content").get(pk=layer.pk)


def _findings(layer: StagedLayer, found: list[Found]) -> Iterator[StagedFinding]:
    for each in found:
        place = GEOSGeometry(memoryview(each.wkb), srid=storage_srid()) if each.wkb is not None else None
        yield StagedFinding(
            row_id=each.row_id, municipality_id=layer.municipality_id, code=each.code, blocks=each.blocks,
            facts=each.facts, geom=place,
        )  # fmt: skip


@transaction.atomic
def choose_rows(*, layer: StagedLayer, numbers: Collection[int] | None, left_out: bool, reason: str, by: User) -> int:
    """Leave rows of a checked reading out, or take them back in; None: all that stand in the way, or all left out.

    Returns how many changed: what stands so already stays. Errors: NothingChosen, NotChecked, ImportSettled.
    """
    reason = clean_text(reason, 250)
    held_layer = _held(layer)
    if held_layer.state == ImportState.ACCEPTED:
        raise ImportSettled
    if held_layer.state != ImportState.CHECKED:
        raise NotChecked
    if not reason or (numbers is not None and not numbers):
        raise NothingChosen
    from_standings = {Standing.LEFT_OUT} if not left_out else set(Standing) - {Standing.LEFT_OUT}
    if numbers is None and left_out:
        from_standings = {Standing.BLOCKED, Standing.FAULTY}
    rows = standing_of(held_layer, from_standings, numbers)
    choices = [
        RowChoice(row_id=row, municipality_id=layer.municipality_id, left_out=left_out, reason=reason, chosen_by=by)
        for row in rows
    ]
    with refusals_explained():
        RowChoice.objects.bulk_create(choices, batch_size=_PORTION)
    return len(choices)


@transaction.atomic
def accept(*, layer: StagedLayer, acceptance: Acceptance) -> StagedLayer:
    """Let the rows of a checked reading become what they were sent for, once; the result names the record.

    Rows that were left out stay out. Others with faults, or with findings that block, are left out where that was said
    for the whole file, and refuse the whole where it was not. Errors: NotChecked, ImportSettled, ImportChanged,
    OnlyCompared, RowsFaulty, and those of the kind.
    """
    held_layer = _held(layer)
    if held_layer.state == ImportState.ACCEPTED:
        return _same_or_settled(held_layer, acceptance)
    if held_layer.state != ImportState.CHECKED:
        raise NotChecked
    kind = kind_named(held_layer.upload.kind)
    if kind.comparing:
        raise OnlyCompared
    _refuse_unready(held_layer, acceptance)
    subject, _url = kind.accept(held_layer, good_rows(held_layer), acceptance)
    held_layer.state, held_layer.accepted_at = ImportState.ACCEPTED, timezone.now()
    held_layer.accepted_by, held_layer.result = acceptance.by, subject
    held_layer.accept_request = acceptance.request_id
    with refusals_explained():
        held_layer.save(update_fields=["state", "accepted_at", "accepted_by", "accept_request", "result"])
    return held_layer


def _same_or_settled(layer: StagedLayer, acceptance: Acceptance) -> StagedLayer:
    """Return what the same request accepted already. Errors: ImportSettled."""
    if acceptance.request_id is None or layer.accept_request != acceptance.request_id:
        raise ImportSettled
    return layer


def _refuse_unready(layer: StagedLayer, acceptance: Acceptance) -> None:
    later = StagedLayer.objects.filter(upload=layer.upload_id, turn__gt=layer.turn)
    if later.exists() or Upload.objects.filter(replaces=layer.upload_id).exists():
        raise ImportSettled
    told = counts(layer)
    if acceptance.rows is not None and acceptance.rows != told["good"]:
        raise ImportChanged(rows=told["good"])
    in_the_way = told["faulty"] + told["blocked"]
    if not told["good"] or (in_the_way and not layer.set_aside):
        raise RowsFaulty(rows=_named(layer), count=in_the_way or told["read"])


def _named(layer: StagedLayer) -> list[dict[str, Any]]:
    """Return some of the rows that stand in the way, each with why; where all were left out, that."""
    rows = [each for each in errors_of(layer, NAMED) if each["blocks"]]
    return rows[:NAMED] or [{"row": 0, "code": "left_out"}]


@transaction.atomic
def keep_profile(*, layer: StagedLayer, name: str, by: User) -> SourceProfile:
    """Keep the meanings under which a file was read for the next file of the office; the latest of a name counts.

    Errors: ProfileNameTaken, NothingChosen (no name).
    """
    name = clean_text(name, 60)
    if not name:
        raise NothingChosen
    if name.casefold() in profiles():
        raise ProfileNameTaken
    meanings = layer.facts["meanings"]
    latest = SourceProfile.objects.filter(municipality=layer.municipality_id, name=name).order_by("-pk").first()
    if latest is not None and all(getattr(latest, key) == value for key, value in meanings.items()):
        return latest
    return SourceProfile.objects.create(
        municipality_id=layer.municipality_id, name=name, made_from=layer, made_by=by, **meanings
    )
