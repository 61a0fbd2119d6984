"""Taking a file in: read apart, put in place, kept; checked in the background; accepted by a person."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.documents.names import clean_text
from geo.exchange.placing import Placed
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.rows import Facts, Row
from geo.exchange.reading.services import reading
from geo.jobs.services import defer
from geo.municipalities.models import Municipality
from geo.spatial.crs import storage_srid
from geo.spatial.refusals import refusals_explained
from geo.staging import ground as grounds
from geo.staging.checks import check_rows
from geo.staging.copying import copy_rows
from geo.staging.enums import ImportState
from geo.staging.errors import NAMED, ImportUnknown, NotChecked, RowsFaulty, UnknownKind
from geo.staging.models import StagedFinding, StagedLayer, Upload
from geo.staging.profiles import Profile, profile_named
from geo.staging.registry import Acceptance, Found, Kind, kinds
from geo.staging.selectors import counts, good_rows

#: The job that checks what was read.
CHECK = "staging.check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a person says of a file: its system (EPSG), whether axes are swapped, its encoding, layer and profile.

    With `set_aside` rows that cannot be taken are kept with their faults, and the others go on; without it the file is
    refused and nothing of it is kept.
    """

    epsg: int | None = None
    swapped: bool = False
    encoding: str = ""
    layer: str = ""
    profile: str = ""
    set_aside: bool = False


@dataclass(slots=True)
class _Read:
    """A file read and put in place, before anything is written."""

    facts: Facts
    rows: list[Row]
    profile: Profile
    questions: list[str]
    proposals: list[dict[str, Any]]
    frame: grounds.Frame | None = None
    placed: Placed | None = None
    faults: list[list[dict[str, Any]]] = field(default_factory=list)


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
) -> StagedLayer:
    """Take a file in, once per request id: read, put in place, staged; its check is left for the worker.

    Runs inside the territory of the office. Where the file does not say enough, the reading asks instead. Errors:
    those of reading and frame_for, RowsFaulty, UnknownKind, UnknownProfile, NoGround.
    """
    known = StagedLayer.objects.filter(upload__request_id=request_id).order_by("-turn").first()
    if known is not None:
        return known
    read = _read(content, name, kind_named(kind), office, answers, limits)
    upload = Upload.objects.create(
        municipality=office, request_id=request_id, kind=kind, name=clean_text(name, 130) or "-", size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), content=content, uploaded_by=by,
    )  # fmt: skip
    return _stage(upload, read, answers)


@transaction.atomic
def answer(*, pk: UUID, answers: Answers) -> StagedLayer:
    """Read an upload again under what a person answered. Errors: ImportUnknown, NotChecked, and those of receive."""
    upload = Upload.objects.filter(pk=pk).select_related("municipality").first()
    if upload is None:
        raise ImportUnknown
    if upload.readings.exclude(state=ImportState.ASKS).exists():
        raise NotChecked
    read = _read(bytes(upload.content), upload.name, kind_named(upload.kind), upload.municipality, answers, None)
    return _stage(upload, read, answers)


def _read(
    content: bytes | Path, name: str, kind: Kind, office: Municipality, answers: Answers, limits: Limits | None
) -> _Read:
    profile = profile_named(answers.profile)
    options = profile.options(layer=answers.layer, encoding=answers.encoding)
    with reading(content=content, name=name, options=options, limits=limits) as found:
        facts, rows = found.facts, list(found.rows())
    ground = grounds.ground_of(office, kind)
    shapes = grounds.shapes_of(rows)
    declared = grounds.declared_epsg(facts.crs)
    proposals = grounds.proposed(shapes, ground, declared)
    questions = [each for each in facts.questions if each != "crs"]
    epsg = answers.epsg or declared
    read = _Read(facts, rows, profile, questions, [asdict(each) for each in proposals[:5]])
    if not proposals and not any(row.wkb for row in rows):
        _refuse_faulty([row.faults for row in rows], rows)
    if epsg is None:
        questions.append("crs")
    else:
        named = answers.epsg is not None
        read.frame = grounds.frame_for(epsg, swapped=answers.swapped, named=named, found=proposals, ground=ground)
        _place(read, shapes, ground, answers)
    return read


def _place(read: _Read, shapes: Any, ground: Any, answers: Answers) -> None:
    if read.frame is None:
        return
    read.placed = grounds.placed_rows(shapes, read.frame, ground)
    read.faults = [row.faults + more for row, more in zip(read.rows, read.placed.faults, strict=True)]
    if not answers.set_aside or all(read.faults):
        _refuse_faulty(read.faults, read.rows)


def _refuse_faulty(faults: list[list[dict[str, Any]]], rows: list[Row]) -> None:
    faulty = [{"row": row.number, **each} for row, all_ in zip(rows, faults, strict=True) for each in all_]
    if faulty:
        raise RowsFaulty(rows=faulty[:NAMED], count=sum(bool(each) for each in faults))


def _stage(upload: Upload, read: _Read, answers: Answers) -> StagedLayer:
    frame, asks = read.frame, bool(read.questions) or read.frame is None
    facts = {key: value for key, value in asdict(read.facts).items() if key != "questions"}
    operation = frame.operation if frame else None
    layer = StagedLayer.objects.create(
        upload=upload, municipality_id=upload.municipality_id, turn=upload.readings.count() + 1,
        state=ImportState.ASKS if asks else ImportState.READ, epsg=frame.epsg if frame else None,
        swapped=answers.swapped, operation=operation.name[:200] if operation else "",
        accuracy_m=operation.accuracy_m if operation else (0.0 if frame else None), profile=read.profile.name,
        questions=read.questions, proposals=read.proposals, facts=facts, rows_read=len(read.rows),
        set_aside=answers.set_aside,
    )  # fmt: skip
    if not asks and read.placed is not None:
        copy_rows(layer, read.rows, read.placed, read.faults, read.profile)
        defer(CHECK, layer=layer.pk, municipality=upload.municipality_id)
    return layer


@transaction.atomic
def check(*, layer: StagedLayer) -> StagedLayer:
    """Check the rows of a reading against each other and against what stands; once. Errors: NotChecked."""
    held = StagedLayer.objects.select_for_update(of=("self",)).select_related("upload").defer("upload__content")
    held_layer = held.get(pk=layer.pk)
    if held_layer.state != ImportState.READ:
        return held_layer
    kind = kind_named(held_layer.upload.kind)
    found = [*check_rows(held_layer, numbered=kind.numbered), *kind.check(held_layer)]
    StagedFinding.objects.bulk_create(_findings(held_layer, found), batch_size=5_000)
    held_layer.state, held_layer.checked_at = ImportState.CHECKED, timezone.now()
    with refusals_explained():
        held_layer.save(update_fields=["state", "checked_at"])
    return held_layer


def _findings(layer: StagedLayer, found: list[Found]) -> Iterator[StagedFinding]:
    for each in found:
        place = GEOSGeometry(memoryview(each.wkb), srid=storage_srid()) if each.wkb is not None else None
        yield StagedFinding(
            row_id=each.row_id, municipality_id=layer.municipality_id, code=each.code, blocks=each.blocks,
            facts=each.facts, geom=place,
        )  # fmt: skip


@transaction.atomic
def accept(*, layer: StagedLayer, acceptance: Acceptance) -> StagedLayer:
    """Let the rows of a checked reading become what they were sent for; the result names the record.

    Rows with faults, or with findings that block, are left out where that was said, and refuse the whole where it was
    not. Errors: NotChecked, RowsFaulty, and those of the kind.
    """
    held = StagedLayer.objects.select_for_update(of=("self",)).select_related("upload__municipality")
    held_layer = held.defer("upload__content").get(pk=layer.pk)
    if held_layer.state != ImportState.CHECKED:
        raise NotChecked
    told = counts(held_layer)
    if not told["good"] or (told["good"] < told["read"] and not held_layer.set_aside):
        blocked = StagedFinding.objects.filter(row__layer=held_layer, blocks=True).select_related("row")[:NAMED]
        rows = [{**each.facts, "row": each.row.number, "code": each.code} for each in blocked]
        raise RowsFaulty(rows=rows or [{"row": 0, "code": "no_geometry"}], count=told["read"] - told["good"])
    subject, _url = kind_named(held_layer.upload.kind).accept(held_layer, good_rows(held_layer), acceptance)
    held_layer.state, held_layer.accepted_at = ImportState.ACCEPTED, timezone.now()
    held_layer.accepted_by, held_layer.result = acceptance.by, subject
    with refusals_explained():
        held_layer.save(update_fields=["state", "accepted_at", "accepted_by", "result"])
    return held_layer
