"""States of an import."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImportState(models.TextChoices):
    """How far one reading of an upload has come."""

    ASKS = "asks", _("Waits for an answer")
    READ = "read", _("Being checked")
    CHECKED = "checked", pgettext_lazy("import", "Checked")
    ACCEPTED = "accepted", _("Accepted")


#: Pairs of states that may follow each other; sql/keep.v1.sql says the same.
TRANSITIONS = ((ImportState.READ, ImportState.CHECKED), (ImportState.CHECKED, ImportState.ACCEPTED))
