"""Closed lists of this slice."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Language(models.TextChoices):
    """Language in which a document is printed."""

    ARABIC = "ar", _("Arabic")
    ENGLISH = "en", _("English")


class Standing(models.TextChoices):
    """What the office says today about a document that it once handed out."""

    VALID = "valid", pgettext_lazy("standing of a document", "valid")  # سارية
    REVOKED = "revoked", pgettext_lazy("standing of a document", "revoked")  # ملغاة
    REPLACED = "replaced", pgettext_lazy("standing of a document", "replaced")  # حلّت محلها وثيقة أحدث
    SUSPENDED = "suspended", pgettext_lazy("standing of a document", "suspended")  # موقوفة
    EXPIRED = "expired", pgettext_lazy("standing of a document", "expired")  # منتهية


class FactForm(models.TextChoices):
    """How the verification page writes a fact."""

    TEXT = "text", pgettext_lazy("form of a fact", "text")
    CODE = "code", pgettext_lazy("form of a fact", "code")
    NUMBER = "number", pgettext_lazy("form of a fact", "number")
    DATE = "date", pgettext_lazy("form of a fact", "date")
    AREA = "area", pgettext_lazy("form of a fact", "area in m²")
