"""States of permits, and of the applications that lead to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApplicationState(models.TextChoices):
    """Where an application stands (DOMAIN 3.3)."""

    DRAFT = "draft", _("Draft")  # مسودة
    SUBMITTED = "submitted", _("Submitted, waiting for review")  # مقدَّم
    RECOMMENDED = "recommended", _("Reviewed, waiting for approval")  # بانتظار الاعتماد
    AWAITING_PAYMENT = "awaiting_payment", _("Approved, waiting for payment")  # بانتظار السداد
    RETURNED = "returned", _("Returned to the applicant")  # معاد لمقدم الطلب
    REJECTED = "rejected", _("Rejected")  # مرفوض
    CANCELLED = "cancelled", _("Cancelled")  # ملغى
    ISSUED = "issued", _("Permit issued")  # صدرت الرخصة
    STARTED = "started", _("Works under way")  # الأعمال جارية
    COMPLETION_REQUESTED = "completion_requested", _("Works finished, waiting for inspection")  # بانتظار المعاينة
    CLOSED = "closed", _("Works finished and inspected")  # أُنجزت الأعمال
    SUSPENDED = "suspended", _("Permit suspended")  # موقوفة
    REVOKED = "revoked", _("Permit revoked")  # ملغاة
    EXPIRED = "expired", _("Permit expired")  # منتهية


#: States in which a permit holds its land: issued and not at its end.
IN_FORCE = frozenset(
    {
        ApplicationState.ISSUED,
        ApplicationState.STARTED,
        ApplicationState.COMPLETION_REQUESTED,
        ApplicationState.SUSPENDED,
    }
)


class PermitKind(models.TextChoices):
    """What a permit allows."""

    BUILDING = "building", _("Building")  # بناء
    DEMOLITION = "demolition", _("Demolition")  # هدم
    RESTORATION = "restoration", _("Restoration")  # ترميم
    FENCING = "fencing", _("Fencing")  # تسوير
    EXCAVATION = "excavation", _("Excavation")  # حفريات
    SIMPLE = "simple", _("Other")  # أخرى: of a kind that is data (SimpleKind)


class BuildingUse(models.TextChoices):
    """What a building is used for: the codes of data/reference/land_uses.csv on which something is built."""

    RESIDENTIAL = "residential", _("Residential")  # سكني
    COMMERCIAL = "commercial", _("Commercial")  # تجاري
    MIXED = "mixed", _("Mixed residential and commercial")  # سكني تجاري
    MOSQUE = "mosque", _("Mosque")  # مسجد
    SCHOOL = "school", _("School")  # مدرسة
    HEALTH = "health", _("Health facility")  # مرفق صحي
    GOVERNMENT = "government", _("Government facility")  # مرفق حكومي
    ELECTRICITY = "electricity", _("Electricity room")  # غرفة كهرباء


class PermitStatus(models.TextChoices):
    """Whether a permit may be acted on."""

    VALID = "valid", _("Valid")  # سارية
    EXPIRED = "expired", _("Expired")  # منتهية
    SUSPENDED = "suspended", _("Suspended")  # موقوفة
    COMPLETED = "completed", _("Works completed")  # أُنجزت الأعمال
    REVOKED = "revoked", _("Revoked")  # ملغاة


class Stage(models.TextChoices):
    """What of the works an inspector looked at (DOMAIN 3.3)."""

    SETTING_OUT = "setting_out", _("Setting out")  # توقيع المبنى على الأرض
    FOUNDATION = "foundation", _("Foundations")  # الأساسات
    GROUND_BEAMS = "ground_beams", _("Ground beams")  # الميدات
    STRUCTURE = "structure", _("Columns and slabs")  # الأعمدة والأسقف
    FINISHING = "finishing", _("Finishing")  # التشطيبات
    COMPLETION = "completion", _("Finished works")  # الأعمال المنجزة


class Place(models.TextChoices):
    """Where the works of a simple kind are."""

    LAND = "land", _("The whole parcel")  # كامل القطعة
    DRAWN = "drawn", _("Drawn on the parcel")  # جزء يُرسم على القطعة


class Wish(models.TextChoices):
    """What is asked for of a permit that was issued."""

    RENEWAL = "renewal", _("Renewal")  # تجديد
    TRANSFER = "transfer", _("Transfer to a new owner")  # نقل ملكية
