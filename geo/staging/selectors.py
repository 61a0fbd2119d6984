"""Reads of imports inside the territories of the transaction."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from geo.staging.errors import ImportUnknown
from geo.staging.models import RowChoice, StagedFinding, StagedLayer, StagedRow, Upload


def uploads() -> QuerySet[Upload]:
    """Return imports, the latest first, without their bytes."""
    found = Upload.objects.select_related("municipality", "uploaded_by", "replaced_by", "replaces")
    return found.defer("content", "replaced_by__content", "replaces__content")


def latest_readings(imports: Collection[Upload]) -> dict[UUID, StagedLayer]:
    """Return the latest reading of each import."""
    turns = StagedLayer.objects.filter(upload__in=imports).order_by("upload_id", "-turn").distinct("upload_id")
    return {each.upload_id: each for each in turns}


def reading_of(pk: UUID) -> StagedLayer:
    """Return the latest reading of an upload. Errors: ImportUnknown."""
    found = StagedLayer.objects.filter(upload=pk).select_related("upload__municipality", "upload__uploaded_by")
    latest = found.defer("upload__content").order_by("-turn").first()
    if latest is None:
        raise ImportUnknown
    return latest


def good_rows(layer: StagedLayer) -> QuerySet[StagedRow]:
    """Return the rows that can be accepted: not left out, no fault, and no finding that blocks."""
    blocked = StagedFinding.objects.filter(row=OuterRef("pk"), blocks=True)
    said = RowChoice.objects.filter(row=OuterRef("pk")).order_by("-pk").values("left_out")[:1]
    sound = StagedRow.objects.filter(~Exists(blocked), layer=layer, faults=[])
    return sound.annotate(said=Coalesce(Subquery(said), False)).filter(said=False).order_by("number")


def errors_of(layer: StagedLayer, most: int, rows: Collection[int] | None = None) -> list[dict[str, Any]]:
    """Return faults and findings row by row: row, number, code, whether it blocks, facts; at most so many of each.

    `rows`: keys of the rows that are asked about; all where not told.
    """
    faulty = StagedRow.objects.filter(layer=layer).exclude(faults=[]).defer("attributes", "geom").order_by("number")
    findings = (
        StagedFinding.objects.filter(row__layer=layer).select_related("row").defer("row__attributes", "row__geom")
    )
    if rows is not None:
        faulty, findings = faulty.filter(pk__in=rows), findings.filter(row__in=rows)
    told = [
        {"row": row.number, "label": row.label, "blocks": True, **fault}
        for row in faulty[:most]
        for fault in row.faults
    ]
    told += [
        {**f.facts, **_place(f), "row": f.row.number, "label": f.row.label, "blocks": f.blocks, "code": f.code}
        for f in findings.order_by("row__number", "pk")[:most]
    ]
    return sorted(told, key=lambda each: each["row"])


def _place(finding: StagedFinding) -> dict[str, Any]:
    if finding.geom is None:
        return {}
    spot = finding.geom.point_on_surface
    return {"at": [round(spot.x, 3), round(spot.y, 3)]}
