"""Kinds of deed and of right."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeedKind(models.TextChoices):
    """What a document of title is."""

    ELECTRONIC = "electronic", _("Electronic deed")  # صك إلكتروني
    PAPER = "paper", _("Paper deed")  # صك ورقي
    ISTIHKAM = "istihkam", _("Court deed of an old holding")  # حجة استحكام
    GRANT = "grant", _("Grant decision")  # قرار منح
    REGISTRY_TITLE = "registry_title", _("Title of the real-estate registry")  # صك تسجيل ملكية


class RightKind(models.TextChoices):
    """What a party may do with land, or what binds it (LADM LA_Right, LA_Restriction)."""

    OWNERSHIP = "ownership", _("Ownership")  # ملكية
    ALLOCATION = "allocation", _("Allocation")  # تخصيص
    USUFRUCT = "usufruct", _("Usufruct")  # انتفاع
    MORTGAGE = "mortgage", _("Mortgage")  # رهن
    FREEZE = "freeze", _("Attachment")  # حجز
