"""What the pages of imports show: a refused file with its rows, and a reading with all that is said of it."""

from typing import Any

from django.core.paginator import Paginator

from geo.errors import DomainError
from geo.spatial.crs import lonlat_bbox
from geo.staging.enums import ImportState, Standing
from geo.staging.errors import worded
from geo.staging.models import StagedLayer, Upload
from geo.staging.standing import by_code, counts, extent_of, notes_by_code, sight_of
from geo.staging.telling import PAGE, notes_of, proposal, remedy, row_told, rows_of, system_of, told

#: Rows with errors that a refusal shows.
SHOWN = 30
#: Which rows a page shows where nothing is asked: the first of these that there are.
_FIRST = (Standing.FAULTY, Standing.BLOCKED, Standing.WARNED, Standing.LEFT_OUT, Standing.SOUND)


def refused_file(error: DomainError) -> dict[str, Any]:
    """Return a refusal as a page shows it: the sentence, its rows, and the systems that would fit."""
    rows = [told({"blocks": True, **each}) for each in error.context.get("rows", [])[:SHOWN]]
    proposals = [proposal(each) for each in error.context.get("proposals", [])]
    unnamed = error.context.get("count", 0) - len({row["row"] for row in rows}) if rows else 0
    return {"refusal": error, "refused_rows": rows, "refused_proposals": proposals, "unnamed": unnamed}


def reading_context(layer: StagedLayer, *, show: str, row: str, page: str) -> dict[str, Any]:
    """Return what the page of a reading shows."""
    sight = sight_of(layer.upload.municipality)
    asks = layer.questions if layer.state == ImportState.ASKS else []
    context: dict[str, Any] = {
        "reading": layer, "upload": layer.upload, "asks": asks, "system": system_of(layer), "notes": notes_of(layer),
        "proposals": [proposal(each) for each in layer.proposals],
        "encodings": layer.facts.get("encodings") or {}, "fit": layer.facts.get("fit") or {},
        "replaced_by": Upload.objects.filter(replaces=layer.upload_id).defer("content").first(),
        "replaces": Upload.objects.filter(replaced_by=layer.upload_id).defer("content").first(),
        "waits": layer.state == ImportState.READ,
    }  # fmt: skip
    if layer.state == ImportState.ASKS:
        return context
    told_counts = counts(layer)
    extent = extent_of(layer, sight)
    return context | {
        "counts": told_counts, "in_the_way": told_counts["faulty"] + told_counts["blocked"],
        "standings": [(standing, told_counts[standing.value]) for standing in Standing],
        "bbox": lonlat_bbox(extent.buffer(5.0)) if extent is not None else lonlat_bbox(sight),
        "codes": [{"words": worded(code), "blocks": blocks, "count": count, "remedy": remedy(code)}
                  for code, blocks, count in by_code(layer)],
        "row_notes": [(worded(code), count) for code, count in notes_by_code(layer)],
        **_rows(layer, told_counts, sight, show, row, page),
    }  # fmt: skip


def _rows(
    layer: StagedLayer, told_counts: dict[str, int], sight: Any, show: str, row: str, page: str
) -> dict[str, Any]:
    """Return the rows to list: one that is asked about, or a page of those that stand so."""
    if row.isascii() and row.isdigit() and len(row) < 10:
        return {"rows": row_told(layer, int(row), sight), "one_row": True, "show": ""}
    known = show if show in Standing.values else ""
    chosen = Standing(known or next((each for each in _FIRST if told_counts[each.value]), Standing.SOUND))
    pages = Paginator(range(told_counts[chosen.value]), PAGE).get_page(page)
    return {"rows": rows_of(layer, {chosen}, sight, pages.number), "show": chosen, "pages": pages, "one_row": False}
