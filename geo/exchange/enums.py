"""The life of an export that is made in the background."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExportState(models.TextChoices):
    """Where an export stands."""

    WAITING = "waiting", _("Waiting")
    DOING = "doing", _("Being written")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")
    REMOVED = "removed", _("Removed")


#: An export that is not over: its page goes on asking.
LIVE = (ExportState.WAITING, ExportState.DOING)
