"""What stands in the file of a case: when something must be settled, what is asked for, what departments answer."""

from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(IntEnum):
    """Before which step of a case something must be settled; whoever takes a step settles the earlier ones too."""

    DECISION = 1
    ISSUE = 2
    START = 3
    COMPLETION = 4


class ConditionStage(models.IntegerChoices):
    """Before which step of a case a condition must be met."""

    ISSUE = Stage.ISSUE, _("before the permit is issued")  # قبل إصدار الرخصة
    START = Stage.START, _("before the works begin")  # قبل بدء الأعمال
    COMPLETION = Stage.COMPLETION, _("before the works are completed")  # قبل إتمام الأعمال


class Trigger(models.TextChoices):
    """What makes a case go to a department."""

    KIND = "kind", _("The kind of case")
    MASK = "mask", _("A restricted area on the land")
    RULE = "rule", _("A rule that is not met or cannot be told")
    HAND = "hand", _("Sent by the office")


class Silence(models.TextChoices):
    """What it means when a department does not answer in time."""

    CONSENTS = "consents", _("no answer in time counts as consent")
    WAITS = "waits", _("the case waits for the answer")


class Opinion(models.TextChoices):
    """What a department answered."""

    CONSENTS = "consents", _("No objection")  # لا مانع
    CONDITIONS = "conditions", _("No objection, with a condition")  # لا مانع بشروط
    OBJECTS = "objects", _("Objection")  # اعتراض
    SILENT = "silent", _("No answer in time: counts as consent")  # عدم الرد


class Wanted(models.TextChoices):
    """What an applicant is asked to hand in."""

    DOCUMENT = "document", _("A document")  # مستند
    TEXT = "text", _("An answer in words")  # إفادة
    GEOMETRY = "geometry", _("A corrected drawing on the map")  # تعديل الرسم


class Ruling(models.TextChoices):
    """How an appeal was decided."""

    UPHELD = "upheld", _("Upheld")  # قُبل التظلم
    DISMISSED = "dismissed", _("Dismissed")  # رُفض التظلم


class Holder(models.TextChoices):
    """Who holds the file now."""

    OFFICE = "office", _("with the office")
    APPLICANT = "applicant", _("with the applicant")
    NOBODY = "nobody", _("at its end")
