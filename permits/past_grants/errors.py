"""What can be wrong with a register that is brought here."""

from django.utils.translation import gettext_lazy as _

from geo.errors import InvalidInput


class ColumnsMissing(InvalidInput):
    """The table has no column for what every grant must have."""

    code = "grants_columns_missing"
    message = _("The table needs a column for the key or number of the grant, and one for the name.")


class TableUnreadable(InvalidInput):
    """Neither a CSV nor an XLSX table, or one that is larger than it says."""

    code = "grants_table_unreadable"
    message = _("The file is no table that can be read: CSV (UTF-8 or Windows-1256) or XLSX.")
