"""Purposes, methods and states of surveys, and of the decisions that stand on them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SurveyPurpose(models.TextChoices):
    """What a survey decision is asked for (الغرض من القرار المساحي)."""

    BUILD = "build", _("Building")  # بناء
    FENCING = "fencing", _("Fencing")  # تسوير
    DEED_UPDATE = "deed_update", _("Updating a deed")  # تحديث صك
    SUBDIVISION = "subdivision", _("Subdivision")  # تجزئة
    MERGE = "merge", _("Merger")  # دمج
    SALE = "sale", _("Sale")  # بيع


class SurveyMethod(models.TextChoices):
    """How corners were observed."""

    GNSS = "gnss", _("Satellite receiver (GNSS)")  # جهاز استقبال الأقمار
    TOTAL_STATION = "total_station", _("Total station")  # محطة رصد متكاملة


class SurveyState(models.TextChoices):
    """Where a survey stands."""

    DRAFT = "draft", _("In the field")  # قيد الرفع
    SUBMITTED = "submitted", _("Submitted, waiting for the check")  # بانتظار التدقيق
    RECOMMENDED = "recommended", _("Checked, waiting for approval")  # بانتظار الاعتماد
    RETURNED = "returned", _("Returned to the surveyor")  # معاد للمساح
    REJECTED = "rejected", _("Rejected")  # مرفوض
    CANCELLED = "cancelled", _("Cancelled")  # ملغى
    ISSUED = "issued", _("Survey decision issued")  # صدر القرار المساحي


#: States in which field work is recorded; the database holds them too (sql/survey.v1.sql).
IN_THE_FIELD = (SurveyState.DRAFT, SurveyState.RETURNED)


class DecisionStanding(models.TextChoices):
    """Whether a survey decision may be acted on."""

    VALID = "valid", pgettext_lazy("survey decision", "Valid")  # ساري
    EXPIRED = "expired", pgettext_lazy("survey decision", "Expired")  # منتهٍ
    OUTDATED = "outdated", pgettext_lazy("survey decision", "The boundary has changed since")  # تغيّر الحد بعده
    SUPERSEDED = "superseded", pgettext_lazy("survey decision", "Replaced by a later one")  # حل محله قرار أحدث
