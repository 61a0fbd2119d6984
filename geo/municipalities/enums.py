"""Kinds of place in the municipal hierarchy."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MunicipalityKind(models.TextChoices):
    """Level of a municipal body."""

    AMANA = "amana", _("Amana")  # أمانة
    MUNICIPALITY = "municipality", _("Municipality")  # بلدية
    SUB_MUNICIPALITY = "sub_municipality", _("Sub-municipality")  # بلدية فرعية
    OFFICE = "office", _("Service office")  # مكتب خدمات
