"""What an import refuses, each with the sentence that says what to do."""

from typing import Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotFound, Text

#: Why a row cannot be taken, or what a check found of it.
WORDS: dict[str, Text] = {
    "no_geometry": _("it has no outline"),
    "geometry_unreadable": _("its outline cannot be read"),
    "not_a_surface": _("its geometry is no surface"),
    "not_a_place": _("its geometry is no point"),
    "not_finite": _("a coordinate is not a number"),
    "ring_open": _("its ring is not closed"),
    "ring_short": _("its ring has too few points"),
    "ring_twice": _("a ring comes twice"),
    "too_many_vertices": _("its outline has too many points"),
    "crosses_itself": _("its outline crosses itself"),
    "hole_outside": _("a hole lies outside its outline"),
    "holes_overlap": _("its holes overlap"),
    "parts_overlap": _("its parts overlap"),
    "interior_cut": _("its holes cut it in two"),
    "not_sound": _("its outline is not a sound surface"),
    "outside_system": _("it lies outside what its coordinate system can describe"),
    "outside_territory": _("it lies outside the territory"),
    "label_missing": _("it has no number"),
    "label_twice": _("its number comes more than once"),
    "label_long": _("its number is too long"),
    "overlaps_row": _("it overlaps another row"),
    "same_as_row": _("it has the same outline as another row"),
    "overlaps_unknown": _("so many rows lie on each other that it was not compared"),
    "overlaps_register": _("it overlaps land of the register"),
    "strip_register": _("it shares a strip of a millimetre with land of the register"),
    "left_out": _("it was left out"),
    "gap": _("a gap is left between it and the rows beside it"),
    "area_differs": _("its area differs from the one stated"),
    "area_tolerance_unknown": _("its area cannot be judged: no tolerance is recorded"),
    "several_parts": _("it consists of several parts"),
    "several_places": _("it names several places"),
    "lies_on": _("it lies on land of the register"),
    "lies_on_nothing": _("it lies on no land of the register"),
    "flattened": _("its heights were left out"),
    "points_repeated": _("repeated points were left out"),
    "spikes_removed": _("spikes without width were left out"),
    "text_cleaned": _("signs that do not show were taken out of its text"),
    "text_cut": _("a letter that was cut at the end of a field was left out"),
    "measures_dropped": _("measures (M) of points were left out"),
    "drawing_units": _("the drawing says that its unit is not the metre"),
    "lines_polygonised": _("its lines were joined to outlines"),
    "arcs_straightened": _("its arcs were straightened within a millimetre"),
}
#: Rows that a refusal names.
NAMED = 100


def worded(code: str) -> str:
    """Return a fault, finding or note in words."""
    return str(WORDS.get(code, code))


class UnknownKind(NotFound):
    """Nobody takes imports of that kind."""

    code = "unknown_import_kind"

    def __init__(self, *, name: str, known: str) -> None:
        message = now("Nothing is imported as “%(name)s”. What can be imported: %(known)s.")
        super().__init__(message % {"name": name, "known": known}, name=name, known=known)


class UnknownProfile(NotFound):
    """No profile of that name is kept."""

    code = "unknown_profile"

    def __init__(self, *, name: str, known: str) -> None:
        message = now("There is no profile “%(name)s”. The profiles are: %(known)s.")
        super().__init__(message % {"name": name, "known": known}, name=name, known=known)


class ProfileNameTaken(Conflict):
    """A profile that is shipped bears the name."""

    code = "profile_name_taken"
    message = _("A profile of that name comes with the service. Choose another name.")


class ColumnMissing(InvalidInput):
    """The file has no such column."""

    code = "import_column_missing"
    message = _("The file has no column of that name.")

    def __init__(self, *, name: str, known: str) -> None:
        message = now("The file has no column “%(name)s”. Its columns are: %(known)s.")
        super().__init__(message % {"name": name, "known": known}, name=name, known=known)


class ImportUnknown(NotFound):
    """No such import, or none that the person may see."""

    code = "import_unknown"
    message = _("There is no such import.")


class NoGround(InvalidInput):
    """The body has no territory, so nobody can say whether land lies in it."""

    code = "no_territory_to_import"
    message = _("The municipal body has no territory yet. Enter its territory first.")


class OutsideTerritory(InvalidInput):
    """No row lies in the territory, as the coordinates are said to be."""

    code = "file_outside_territory"

    def __init__(self, *, epsg: int, proposals: list[dict[str, Any]]) -> None:
        best = proposals[0] if proposals else None
        if best and best["swapped"] and best["epsg"] == epsg:
            message = now("Nothing lies in the territory. Are the axes swapped? If so, say so and send it again.")
        elif best:
            message = now("Nothing lies in the territory as EPSG:%(epsg)s. It would as EPSG:%(best)s (%(name)s).")
        else:
            message = now("Nothing lies in the territory as EPSG:%(epsg)s, nor in any system that is known here.")
        facts = {"epsg": epsg, "best": best and best["epsg"], "name": best and best["name"]}
        code = "axes_swapped" if best and best["swapped"] else "file_outside_territory"
        super().__init__(message % facts, code=code, epsg=epsg, proposals=proposals)


class DatumDoubtful(InvalidInput):
    """The file says one system; another one would fit the land beside, and the said one is far off."""

    code = "datum_doubtful"

    def __init__(self, *, epsg: int, off_m: float, proposals: list[dict[str, Any]]) -> None:
        message = now(
            "As EPSG:%(epsg)s, as the file says, it lies %(off_m)s m from the land beside it; as EPSG:%(best)s "
            "(%(name)s) it fits. Name the system that is right and send it again."
        )
        facts = {"epsg": epsg, "off_m": off_m, "best": proposals[0]["epsg"], "name": proposals[0]["name"]}
        super().__init__(message % facts, epsg=epsg, off_m=off_m, proposals=proposals)


class RowsFaulty(InvalidInput):
    """Rows that cannot be taken; the context names them, each with its fault and, where there is one, its place."""

    code = "rows_faulty"

    def __init__(self, *, rows: list[dict[str, Any]], count: int) -> None:
        first = rows[0]
        place = f" \u2066({first['at'][0]:.3f}, {first['at'][1]:.3f})\u2069" if "at" in first else ""
        message = ngettext(
            "%(count)s row cannot be taken. Row %(row)s: %(why)s%(place)s. Repair it, or set it aside.",
            "%(count)s rows cannot be taken. Row %(row)s: %(why)s%(place)s. Repair them, or set them aside.",
            count,
        )
        facts = {"count": count, "row": first["row"], "why": worded(first["code"]), "place": place}
        super().__init__(message % facts, rows=rows, count=count)


class NotChecked(Conflict):
    """What is not checked, or asks something, cannot be accepted."""

    code = "import_not_ready"
    message = _("The import is not ready for this: it waits for an answer, is being checked, or was accepted.")


class ImportSettled(Conflict):
    """Accepted, corrected by another file, or read again: this is not the latest word on it."""

    code = "import_settled"
    message = _("The import was accepted, corrected by another file, or read again meanwhile. Open its page to see.")


class ImportChanged(Conflict):
    """Other rows would be taken than the person saw."""

    code = "import_changed"
    message = _("The import has changed since you looked at it: other rows would be taken. Look again, then accept.")


class OnlyCompared(Conflict):
    """Nothing is made of rows of this kind."""

    code = "import_only_shown"
    message = _("Files of this kind are only held against the register: nothing is made of them.")


class NothingChosen(InvalidInput):
    """No row was named that could be left out."""

    code = "no_rows_chosen"
    message = _("Choose the rows first, and say why.")


DatabaseRefusal.register("MK041", NotChecked)
DatabaseRefusal.register("MK042", NotChecked)
DatabaseRefusal.register("MK045", ImportSettled)
