"""What can be wrong with a register that is brought here."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, InvalidInput, NotAllowed


class ColumnsMissing(InvalidInput):
    """The table has no column for what every grant must have."""

    code = "grants_columns_missing"
    message = _("The table needs a column for the key or number of the grant, and one for the name.")


class TableUnreadable(InvalidInput):
    """Neither a CSV nor an XLSX table, or one that is larger than it says."""

    code = "grants_table_unreadable"
    message = _("The file is no table that can be read: CSV (UTF-8 or Windows-1256) or XLSX.")


class NotOfGrants(NotAllowed):
    """Only the grants department says which land it is."""

    code = "past_grant_not_of_grants"
    message = _("This is for the grants department of this office.")


class LandUnknown(InvalidInput):
    """No parcel of today has this code."""

    code = "past_grant_land_unknown"
    message = _("No parcel of today has this official code. Check its digits.")


class LandElsewhere(Conflict):
    """The parcel lies in an office whose grants are not this person's."""

    code = "past_grant_land_elsewhere"
    message = _("The parcel lies in another office. Its own grants department says so.")


class LandFoundBefore(Conflict):
    """The land was found already, and that stays."""

    code = "past_grant_land_found"
    message = _("The land of this grant was found before. What is recorded stays.")


class ReasonMissing(InvalidInput):
    """Nobody says which land it is without saying why."""

    code = "past_grant_reason_missing"
    message = _("Say why it is this parcel.")
