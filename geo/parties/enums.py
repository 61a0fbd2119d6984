"""Kinds of party."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartyKind(models.TextChoices):
    """Natural or legal person."""

    PERSON = "person", _("Person")  # شخص طبيعي
    ORGANISATION = "organisation", _("Organisation")  # شخص اعتباري
