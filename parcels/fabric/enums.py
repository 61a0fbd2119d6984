"""Classes of street and use of buildings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StreetClass(models.TextChoices):
    """Rank of a street in the network."""

    ARTERIAL = "arterial", _("Arterial")  # شارع رئيسي
    COLLECTOR = "collector", _("Collector")  # شارع تجميعي
    LOCAL = "local", _("Local street")  # شارع محلي
    ALLEY = "alley", _("Alley")  # سكة


class WidthSource(models.TextChoices):
    """Where the width of a street comes from."""

    PLAN = "plan", _("Approved plan")  # من المخطط
    SURVEY = "survey", _("Measured on the ground")  # من الرفع المساحي
    UNKNOWN = "unknown", _("Source unknown")  # غير معروف المصدر
