"""Reads of imports inside the territories of the transaction."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from geo.staging.errors import ImportUnknown
from geo.staging.models import StagedFinding, StagedLayer, StagedRow, Upload


def uploads() -> QuerySet[Upload]:
    """Return imports, the latest first, without their bytes."""
    return Upload.objects.defer("content").select_related("municipality", "uploaded_by")


def reading_of(pk: UUID) -> StagedLayer:
    """Return the latest reading of an upload. Errors: ImportUnknown."""
    found = StagedLayer.objects.filter(upload=pk).select_related("upload__municipality").defer("upload__content")
    latest = found.order_by("-turn").first()
    if latest is None:
        raise ImportUnknown
    return latest


def good_rows(layer: StagedLayer) -> QuerySet[StagedRow]:
    """Return the rows that can be accepted: no fault, and no finding that blocks."""
    blocked = StagedFinding.objects.filter(row__layer=layer, blocks=True).values("row")
    return StagedRow.objects.filter(layer=layer, faults=[]).exclude(pk__in=blocked).order_by("number")


def counts(layer: StagedLayer) -> dict[str, int]:
    """Return how many rows were read, are faulty, are blocked by a finding, and can be accepted."""
    rows = StagedRow.objects.filter(layer=layer).aggregate(read=Count("id"), faulty=Count("id", filter=~Q(faults=[])))
    blocked = StagedFinding.objects.filter(row__layer=layer, blocks=True).values("row").distinct().count()
    return {**rows, "blocked": blocked, "good": rows["read"] - rows["faulty"] - blocked}


def errors_of(layer: StagedLayer, most: int) -> list[dict[str, Any]]:
    """Return faults and findings row by row: row, number, code, whether it blocks, facts; at most so many of each."""
    faulty = StagedRow.objects.filter(layer=layer).exclude(faults=[]).order_by("number")[:most]
    told = [{"row": row.number, "label": row.label, "blocks": True, **fault} for row in faulty for fault in row.faults]
    findings = StagedFinding.objects.filter(row__layer=layer).select_related("row").order_by("row__number", "pk")[:most]
    told += [
        {**f.facts, **_place(f), "row": f.row.number, "label": f.row.label, "blocks": f.blocks, "code": f.code}
        for f in findings
    ]
    return sorted(told, key=lambda each: each["row"])


def _place(finding: StagedFinding) -> dict[str, Any]:
    if finding.geom is None:
        return {}
    spot = finding.geom.point_on_surface
    return {"at": [round(spot.x, 3), round(spot.y, 3)]}
