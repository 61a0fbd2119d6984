"""States of permits, and of the applications that lead to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApplicationState(models.TextChoices):
    """Where an application stands (DOMAIN 3.3; payment comes between acceptance and issue with its own issue)."""

    DRAFT = "draft", _("Draft")  # مسودة
    SUBMITTED = "submitted", _("Submitted, waiting for review")  # مقدَّم
    RECOMMENDED = "recommended", _("Reviewed, waiting for approval")  # بانتظار الاعتماد
    RETURNED = "returned", _("Returned to the applicant")  # معاد لمقدم الطلب
    REJECTED = "rejected", _("Rejected")  # مرفوض
    CANCELLED = "cancelled", _("Cancelled")  # ملغى
    ISSUED = "issued", _("Permit issued")  # صدرت الرخصة


class PermitKind(models.TextChoices):
    """What a permit allows."""

    BUILDING = "building", _("Building")  # بناء
    DEMOLITION = "demolition", _("Demolition")  # هدم
    RESTORATION = "restoration", _("Restoration")  # ترميم
    FENCING = "fencing", _("Fencing")  # تسوير
    EXCAVATION = "excavation", _("Excavation")  # حفريات


class PermitStatus(models.TextChoices):
    """Whether a permit may be acted on."""

    VALID = "valid", _("Valid")  # سارية
    EXPIRED = "expired", _("Expired")  # منتهية
    REVOKED = "revoked", _("Revoked")  # ملغاة
