"""What can go wrong with a request to change land."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput


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


DatabaseRefusal.register("MK017", NotDecided)
