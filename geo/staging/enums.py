"""States of an import, and how its rows stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImportState(models.TextChoices):
    """How far one reading of an upload has come."""

    ASKS = "asks", _("Waits for an answer")
    READ = "read", _("Being checked")
    CHECKED = "checked", pgettext_lazy("import", "Checked")
    ACCEPTED = "accepted", _("Accepted")


#: Pairs of states that may follow each other; sql/keep.v2.sql says the same.
TRANSITIONS = ((ImportState.READ, ImportState.CHECKED), (ImportState.CHECKED, ImportState.ACCEPTED))


class Standing(models.TextChoices):
    """What is to be said of a row: the first that holds, from the last to the first."""

    SOUND = "sound", pgettext_lazy("row", "Sound")
    WARNED = "warned", pgettext_lazy("row", "To be looked at")
    BLOCKED = "blocked", pgettext_lazy("row", "Stands in the way")
    FAULTY = "faulty", pgettext_lazy("row", "Cannot be taken")
    LEFT_OUT = "left_out", pgettext_lazy("row", "Left out")
