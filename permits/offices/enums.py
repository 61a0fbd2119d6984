"""What kinds of office there are, and what programs may ask for."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OfficeKind(models.TextChoices):
    """What an organisation that acts through a program is."""

    ENGINEERING = "engineering", _("Engineering office")  # مكتب هندسي
    CONTRACTOR = "contractor", _("Contractor")  # مقاول
    UTILITY = "utility", _("Utility company")  # شركة خدمات


class Scope(models.TextChoices):
    """What a program may do (OAuth scopes)."""

    READ = "applications:read", _("Follow your applications, their papers and bills")
    WRITE = "applications:write", _("Open applications, file papers, answer requests and withdraw")
    STATUS = "status:read", _("Tell citizens on the telephone where their application stands")


class DeliveryState(models.TextChoices):
    """Where a message to a program stands."""

    WAITING = "waiting", pgettext_lazy("webhook", "Waiting")
    DELIVERED = "delivered", pgettext_lazy("webhook", "Delivered")
    GIVEN_UP = "given_up", pgettext_lazy("webhook", "Given up")
