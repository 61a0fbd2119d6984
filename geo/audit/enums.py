"""What can happen to a row."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Operation(models.TextChoices):
    """The three statements."""

    INSERT = "insert", _("Recorded")
    UPDATE = "update", _("Changed")
    DELETE = "delete", _("Deleted")
