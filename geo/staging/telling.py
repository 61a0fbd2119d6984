"""Readings and their rows in words for people: what is wrong, where, and what to do about it."""

from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geo.errors import Text
from geo.exchange.operations import horizontal_crs
from geo.spatial.crs import lonlat_bbox
from geo.staging.enums import Standing
from geo.staging.errors import worded
from geo.staging.models import StagedLayer, StagedRow
from geo.staging.selectors import errors_of
from geo.staging.standing import standing_page
from geo.web.templatetags.numbers import area, bdi, code, localdigits

#: Rows of a page of the list, and findings of those rows that it tells.
PAGE, FINDINGS = 30, 300
_REPAIR = gettext_lazy("Repair its outline in your program and send the corrected file, or leave the row out.")
_NUMBER = gettext_lazy("Correct the number in the file; it does not stand in the way of a draft.")
_LOOK = gettext_lazy("Look at it on the map; it does not stand in the way.")
#: What to do about a fault or finding; of what is not named here: repair it.
_REMEDIES: dict[str, Text] = {
    "outside_territory": gettext_lazy("Check the coordinate system; land of another body is sent to that body."),
    "outside_system": gettext_lazy("Check the coordinate system of the file."),
    "overlaps_row": gettext_lazy("Cut one of the two in your program and send the corrected file, or leave one out."),
    "overlaps_unknown": gettext_lazy("Take out the rows that lie on each other and send the file again."),
    "same_as_row": gettext_lazy("Leave one of the two out."),
    "overlaps_register": gettext_lazy(
        "Cut it to the boundary that stands, or leave the row out. Land in force changes by a case only."
    ),
    "label_long": gettext_lazy("Choose another column for the number, or correct it in the file."),
    "label_missing": _NUMBER,
    "label_twice": _NUMBER,
    "gap": gettext_lazy("Close the gap in your program if it is a fault of drawing; it does not stand in the way."),
    **dict.fromkeys(
        ("area_differs", "area_tolerance_unknown", "several_parts", "several_places", "lies_on", "lies_on_nothing",
         "strip_register"),
        _LOOK,
    ),
}  # fmt: skip
#: Why a system is proposed (geo.exchange.detective).
_REASONS: dict[str, Text] = {
    "declared": gettext_lazy("the file says so"),
    "not_declared": gettext_lazy("the file does not say so"),
    "inside": gettext_lazy("everything lies in the territory"),
    "partly_inside": gettext_lazy("only a part lies in the territory"),
    "axes_swapped": gettext_lazy("north comes before east"),
    "meets_marks": gettext_lazy("corners meet those of the land beside"),
    "near_marks": gettext_lazy("corners lie near those of the land beside"),
    "off_marks": gettext_lazy("corners miss those of the land beside"),
}


def remedy(fault: str) -> str:
    """Return what to do about a fault or finding."""
    return str(_REMEDIES.get(fault, _REPAIR))


def told(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a fault or finding as a page shows it: words, particulars, what to do, and whether it blocks."""
    return {
        "words": worded(entry["code"]), "particulars": particulars(entry), "remedy": remedy(entry["code"]),
        "blocks": entry["blocks"], "row": entry["row"], "label": entry.get("label", ""),
    }  # fmt: skip


def particulars(entry: dict[str, Any]) -> list[SafeString]:
    """Return the facts of a fault or finding in words, numbers isolated; what is not known here is left out."""
    found = []
    if "other_row" in entry:
        found.append(format_html("{} {}", _("row"), bdi(localdigits(entry["other_row"]))))
    if "stated_m2" in entry:
        found.append(format_html("{} {}", _("stated"), area(entry["stated_m2"])))
        found.append(format_html("{} {}", _("measured"), area(entry["measured_m2"])))
    if "area_m2" in entry:
        found.append(area(entry["area_m2"]))
    for name in ("parts", "places", "count"):
        if name in entry:
            found.append(bdi(localdigits(entry[name])))
    found += [code(value) for name, value in entry.items() if name.endswith("_code") and value]
    found += [
        code(each) for value in entry.values() if isinstance(value, list) for each in value if isinstance(each, str)
    ]
    if "plan" in entry:
        found.append(bdi(entry["plan"]))
    if "at" in entry:
        found.append(bdi("E {:.3f}  N {:.3f}".format(*entry["at"])))
    return found


def proposal(each: dict[str, Any]) -> dict[str, Any]:
    """Return a proposed system as a choice: its value, name, confidence in per cent, fit and reasons in words."""
    reasons = [str(_REASONS[reason]) for reason in each.get("reasons", ()) if reason in _REASONS]
    return {
        "value": f"{each['epsg']}:{int(each['swapped'])}", "name": each["name"], "epsg": each["epsg"],
        "swapped": each["swapped"], "percent": round(100 * each["confidence"]), "fit_m": each["fit_m"],
        "inside": round(100 * each["inside"]), "reasons": " · ".join(reasons),
    }  # fmt: skip


def notes_of(layer: StagedLayer) -> list[dict[str, Any]]:
    """Return what was changed of the file as a whole."""
    return [
        {"words": worded(each["code"]), "particulars": [bdi(each["units"])] if "units" in each else []}
        for each in layer.facts.get("notes", [])
    ]


def system_of(layer: StagedLayer) -> str:
    """Return the name of the reference system in which a file was read; "" where nobody said."""
    return horizontal_crs(layer.epsg).name if layer.epsg else ""


def rows_of(layer: StagedLayer, standings: set[Standing], sight: GEOSGeometry, page: int) -> list[dict[str, Any]]:
    """Return a page of the rows that stand so, with what is wrong of each and where it lies on the map."""
    keys = standing_page(layer, standings, most=PAGE, skipped=PAGE * (page - 1))
    return _told_rows(layer, keys, sight)


def row_told(layer: StagedLayer, number: int, sight: GEOSGeometry) -> list[dict[str, Any]]:
    """Return one row by its number, as in a list of one; empty where there is none."""
    return _told_rows(layer, standing_page(layer, set(Standing), most=1, skipped=0, number=number), sight)


def _told_rows(
    layer: StagedLayer, keys: list[tuple[int, int, Standing, str]], sight: GEOSGeometry
) -> list[dict[str, Any]]:
    pks = [key for key, *_rest in keys]
    rows = StagedRow.objects.in_bulk(pks)
    wrong: dict[int, list[dict[str, Any]]] = {}
    for entry in errors_of(layer, FINDINGS, pks):
        wrong.setdefault(entry["row"], []).append(told(entry))
    return [
        {
            "number": number, "label": rows[key].label, "standing": standing, "reason": reason,
            "wrong": wrong.get(number, []), "bbox": bbox_of(rows[key].geom, sight), "notes": _notes(rows[key]),
            "attributes": _attributes(rows[key]),
        }
        for key, number, standing, reason in keys
    ]  # fmt: skip


def _notes(row: StagedRow) -> list[str]:
    return [worded(note["code"]) for note in row.notes]


def _attributes(row: StagedRow) -> list[tuple[str, str]]:
    """Return the first columns of a row as the file has them, short."""
    filled = ((name, _short(value)) for name, value in row.attributes.items() if value not in (None, ""))
    return [pair for pair, _turn in zip(filled, range(4), strict=False)]


def _short(value: object) -> str:
    return (f"{value:.12g}" if isinstance(value, float) else str(value))[:60]


def bbox_of(shape: GEOSGeometry | None, sight: GEOSGeometry) -> str:
    """Return the box of an outline as the map takes it; "" where it has none that can be drawn."""
    if shape is None or shape.empty or not sight.contains(shape.envelope):
        return ""
    return lonlat_bbox(shape.envelope.buffer(2.0))
