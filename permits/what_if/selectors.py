"""Reads of drafts: what they would change, in words, as rows, over the map, as a table. Inside the planner's places."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from geo.spatial.crs import TILE_SRID
from geo.spatial.shapes import seen_of
from geo.spatial_rules.rule import Answer
from permits.applications.kinds.kind import kinds
from permits.what_if.enums import FIGURES, Sort
from permits.what_if.errors import DraftUnknown
from permits.what_if.models import Change, Draft

#: Begins a file that spreadsheets read as UTF-8; a cell that begins as one of the others would be a formula.
BOM, FORMULA = "\ufeff", ("=", "+", "-", "@", "\t", "\r")
#: Outlines on the map at once.
MOST_ON_MAP = 1_000
#: How far land of a zone may reach out of it, metres of the map.
AROUND_M = 1_000
Box = tuple[float, float, float, float]
_LOOKS = {Answer.NO: "blocked", Answer.UNKNOWN: "warned", Answer.YES: "sound"}


def drafts_of(places: Iterable[int]) -> QuerySet[Draft]:
    """Return the drafts of some places, the latest first."""
    return Draft.objects.filter(municipality__in=list(places)).select_related("zone", "municipality", "asked_by")


def draft_of(places: Iterable[int], key: UUID) -> Draft:
    """Return a draft of one of some places. Errors: DraftUnknown."""
    found = drafts_of(places).filter(pk=key).first()
    if found is None:
        raise DraftUnknown
    return found


def figures_side_by_side(draft: Draft) -> list[dict[str, Any]]:
    """Return each figure as it holds and as it is in the draft."""
    return [
        {"label": label, "held": draft.held[name], "draft": draft.figures[name],
         "same": float(draft.held[name]) == float(draft.figures[name])}
        for name, label in FIGURES.items()
    ]  # fmt: skip


def counts_of(draft: Draft) -> list[dict[str, Any]]:
    """Return of each sort how many were looked at, would be refused, would be allowed."""
    names = ("looked_at", "lost", "won")
    return [
        {"what": Sort(sort).label, **dict(zip(names, draft.counts[sort], strict=True))}
        for sort in Sort.values
        if sort in draft.counts
    ]


def rule_titles() -> dict[str, str | Promise]:
    """Return what rules of all kinds of permit are called, by their codes."""
    return {rule.code: rule.title for kind in kinds for rule in kind.rules}


def told(change: Change, titles: dict[str, str | Promise]) -> dict[str, Any]:
    """Return a change in words, with the page of what it is about."""
    page = reverse("application:case", args=[change.case]) if change.case else _parcel_page(change.name)
    return {
        "what": Sort(change.sort).label, "name": change.name, "parcel": change.parcel, "page": page,
        "before": Answer(change.before).label, "after": Answer(change.after).label,
        "rules": [titles.get(rule, rule) for rule in change.rules], "look": _LOOKS[Answer(change.after)],
    }  # fmt: skip


def _parcel_page(code: str) -> str:
    return reverse("register:parcel", args=[code])


def rows_within(draft: Draft, box: Box) -> tuple[list[dict[str, Any]], bool]:
    """Return the changes of a draft in a box (EPSG:3857) as <land-rows> draws them, and whether these are all."""
    area = seen_of(draft.zone.geom, box, around_m=AROUND_M)
    if area is None:
        return [], True
    near = draft.changes.filter(geom__bboverlaps=area).annotate(drawn=AsGeoJSON(Transform("geom", TILE_SRID)))
    found = list(near.defer("geom")[: MOST_ON_MAP + 1])
    titles = rule_titles()
    return [_on_map(change, titles) for change in found[:MOST_ON_MAP]], len(found) <= MOST_ON_MAP


def _on_map(change: Any, titles: dict[str, str | Promise]) -> dict[str, Any]:
    row = told(change, titles)
    words = [_("now: %(before)s; then: %(after)s") % row, *(str(rule) for rule in row["rules"])]
    return {
        "key": change.name, "look": row["look"], "name": str(row["what"]), "told": " · ".join(map(str, words)),
        "url": row["page"], "geometry": json.loads(change.drawn),
    }  # fmt: skip


def table_of(draft: Draft) -> str:
    """Return all changes of a draft as CSV, headings in the running language, after a BOM."""
    out, titles = io.StringIO(), rule_titles()
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerow([_("Kind"), _("Number"), _("Parcel"), _("Now"), _("Then"), _("Rules")])
    for change in draft.changes.defer("geom").iterator():
        row = told(change, titles)
        rules = " – ".join(str(rule) for rule in row["rules"])
        cells = (row["what"], row["name"], row["parcel"], row["before"], row["after"], rules)
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: object) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
