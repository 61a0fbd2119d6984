"""The walk sheet for the field: the parcels of a block in walking order, with names to compare and boxes to tick."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.contrib.gis.db.models.functions import Distance
from django.utils import timezone, translation

from geo.printing.pdf import render_pdf
from parcels.fabric.models import PublishedStreet
from parcels.register.models import Alias, BoundaryVersion
from permits.numbering_runs.drawing import draw_blocks
from permits.numbering_runs.models import NumberingRun, RunBlock
from permits.numbering_runs.report import numbers_of
from permits.numbering_runs.selectors import block_label, outlines, stops_of

TEMPLATE = "numbering_runs/print/walk_sheet.html"
MAP_MM = (180, 105)
#: Metres from a parcel to a street's middle that still names its frontage.
STREET_WITHIN_M = 25


def walk_sheet_pdf(run: NumberingRun, blocks: list[RunBlock], language: str) -> bytes:
    """Return the walk sheet of blocks, each on a page of its own, in a language; inside the run's territory."""
    with translation.override(language):
        sheets = [_sheet(block, language) for block in blocks]
    context = {"run": run, "case": run.case, "sheets": sheets, "printed_at": timezone.now()}
    return render_pdf(TEMPLATE, context, language=language)


def _sheet(block: RunBlock, language: str) -> dict[str, Any]:
    width, height = MAP_MM
    names = aliases_of(block.order)
    held = outlines(block.order)
    apart = {one["after"] for one in block.score["exceptions"]}
    rows = []
    street = ""
    for stop in stops_of(block):
        fronting = street_beside(held[stop.parcel_id])
        rows.append(
            {
                "stop": stop,
                "names": names[stop.parcel_id],
                "area_m2": held[stop.parcel_id].area_grid_m2,
                "street": fronting if fronting != street else "",
                "jumps": str(stop.parcel_id) in apart,
            }
        )
        street = fronting or street
    return {
        "block": block,
        "label": block_label(block),
        "rows": rows,
        "map": draw_blocks([block], numbers_of([block]), width=width, height=height, language=language),
    }


def aliases_of(parcel_ids: list[UUID]) -> dict[UUID, list[Alias]]:
    """Return the other names of parcels, the oldest first."""
    found: dict[UUID, list[Alias]] = defaultdict(list)
    for alias in Alias.objects.filter(parcel_id__in=parcel_ids).order_by("recorded_at", "pk"):
        found[alias.parcel_id].append(alias)
    return found


def street_beside(version: BoundaryVersion) -> str:
    """Return the name of the street nearest to an outline, "" when none is near."""
    near = PublishedStreet.objects.filter(geom__dwithin=(version.geom, STREET_WITHIN_M))
    found = near.annotate(away=Distance("geom", version.geom)).order_by("away", "pk").first()
    return found.local_name if found else ""
