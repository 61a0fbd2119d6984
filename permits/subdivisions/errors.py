"""What can go wrong with a request to change land, and with land that is checked out."""

from typing import Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotFound
from geo.staging.errors import worded


class WishUnclear(InvalidInput):
    """What was asked for lacks a part, or names too many or too few parcels."""

    code = "wish_unclear"
    message = _("The request is not complete: look at the parcels, the line or the areas.")


class RulesNotMet(Conflict):
    """A rule says no, or cannot be told, and no exemption was asked for."""

    code = "land_rules_not_met"
    message = _("Not every rule is met. Open the checklist: each line says what to do.")


class NotDecided(Conflict):
    """The land of a case changes when the case is approved, once, as it was signed."""

    code = "change_not_decided"
    message = _("The land changes only by a case that was approved.")


class OtherOffice(InvalidInput):
    """A request concerns parcels of one office."""

    code = "parcels_of_several_offices"
    message = _("The parcels belong to several offices. Make a request in each.")


class LandCheckedOut(Conflict):
    """Somebody else has the land checked out and locked; the context says until when, and by whom where it is known."""

    code = "land_checked_out"
    message = _(
        "Somebody else has this land checked out and locked. Wait until it is given back or the lock lapses, or ask the"
        " head of the office to release it."
    )


class CheckOutClosed(Conflict):
    """A check-out ends once; its lock is never made longer."""

    code = "check_out_closed"
    message = _("The check-out was given back already, or its lock has lapsed.")


class CheckOutTermMissing(Conflict):
    """No dated term says how long a lock holds."""

    code = "check_out_term_missing"
    message = _("No term is recorded for locks of check-outs: check the land out without a lock.")


class SnapToleranceMissing(Conflict):
    """No dated value says how near a corner is the register's corner."""

    code = "corner_tolerance_missing"
    message = _("No tolerance is recorded for corners: what a file changed cannot be told.")


class AreaEmpty(InvalidInput):
    """The area holds no land of the office, or more than is taken at once."""

    code = "check_out_area"
    message = _("The area holds no parcels of your office, or more than five thousand. Choose another area.")


class CheckOutUnknown(NotFound):
    """No such check-out or check-in, or none that the person may see."""

    code = "check_out_unknown"
    message = _("There is no such check-out.")


class NotACheckOut(InvalidInput):
    """The file was not checked out here, or what says so in it was changed."""

    code = "not_a_check_out"
    message = _(
        "This is no file of a check-out, or its table “check_out” or the column “key” was changed or lost. Send the"
        " GeoPackage that was checked out, edited in place."
    )


class StillOpen(InvalidInput):
    """A program still writes beside the file: changes would be missing."""

    code = "check_in_still_open"
    message = _("The file is still open in QGIS, so changes may be missing. Save, close QGIS, and send it again.")


class OtherSystem(InvalidInput):
    """The layer was written in another coordinate system."""

    code = "check_in_other_system"
    message = _("The layer is in another coordinate system than it was checked out in. Keep the system of the file.")


class CheckInFaulty(InvalidInput):
    """Rows that cannot be taken; the context names them with faults and, where there is one, the place."""

    code = "check_in_faulty"

    def __init__(self, *, rows: list[dict[str, Any]]) -> None:
        first = rows[0]
        place = f" ({first['at'][0]:.3f}, {first['at'][1]:.3f})" if "at" in first else ""
        message = now("Row %(row)s cannot be taken: %(why)s%(place)s. Repair it in QGIS and send the file again.")
        facts = {"row": first["row"], "why": worded(first["code"]), "place": place}
        super().__init__(message % facts, rows=rows)


class FileUnfit(Conflict):
    """Rows of an import do not fit the register of now; the context names them and what stands against them."""

    code = "file_changes_unfit"
    message = _(
        "The register has changed since the file was checked, or its rows do not add up. Have it checked again."
    )


class NothingAccepted(InvalidInput):
    """No row was accepted that could become a case."""

    code = "nothing_accepted"
    message = _("Accept at least one change that can be opened.")


DatabaseRefusal.register("MK017", NotDecided)
DatabaseRefusal.register("MK048", LandCheckedOut)
DatabaseRefusal.register("MK049", CheckOutClosed)
