"""States of an excavation, and the words that describe it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DigState(models.TextChoices):
    """Where an excavation stands (DOMAIN 3.3). What it shares with other permits has the same value there."""

    DRAFT = "draft", _("Draft")  # مسودة
    NOTIFIED = "notified", _("Emergency notified")  # بلاغ حفرية طارئة
    PRELIM_APPROVED = "prelim_approved", _("Emergency works allowed for now")  # موافقة مبدئية
    VERIFIED = "verified", _("Emergency verified on site")  # تم التحقق في الموقع
    OVERDUE = "overdue", _("Formal request overdue")  # متأخر عن الطلب النظامي
    SUBMITTED = "submitted", _("Submitted, waiting for coordination")  # مقدَّم
    COORDINATION = "coordination", _("With the agencies")  # قيد التنسيق
    RECOMMENDED = "recommended", _("Coordinated, waiting for approval")  # بانتظار الاعتماد
    RETURNED = "returned", _("Returned to the applicant")  # معاد لمقدم الطلب
    REJECTED = "rejected", _("Rejected")  # مرفوض
    CANCELLED = "cancelled", _("Cancelled")  # ملغى
    AWAITING_PAYMENT = "awaiting_payment", _("Approved, waiting for payment")  # بانتظار السداد
    ISSUED = "issued", _("Permit issued")  # صدرت الرخصة
    WORKING = "working", _("Digging")  # الحفر جارٍ
    EXTENSION_ASKED = "extension_asked", _("Extension asked for")  # طلب تمديد
    SUSPENDED = "suspended", _("Permit suspended")  # موقوفة
    BACKFILLED = "backfilled", _("Backfilled")  # مردومة
    REINSTATED = "reinstated", _("Surface reinstated")  # أُعيد الوضع
    CLOSURE_REQUESTED = "closure_requested", _("Waiting for the closing inspection")  # بانتظار معاينة الإغلاق
    CLOSED = "closed", _("Cleared, guarantee running")  # إخلاء طرف، مدة الضمان
    DEFECTIVE = "defective", _("Defect to repair")  # عيب يجب إصلاحه
    RELEASED = "released", _("Guarantee over")  # انتهى الضمان
    EXPIRED = "expired", _("Permit expired")  # منتهية
    REVOKED = "revoked", _("Permit revoked")  # ملغاة


_S = DigState

#: States in which a dig holds its place and time: approved, and the ground not yet closed.
HOLDING = frozenset(
    {
        _S.AWAITING_PAYMENT, _S.ISSUED, _S.WORKING, _S.EXTENSION_ASKED, _S.SUSPENDED, _S.BACKFILLED,
    }
)  # fmt: skip
#: States in which an emergency already holds it too: the ground is open before the formal request.
EMERGENCY_HOLDING = HOLDING | {
    _S.PRELIM_APPROVED, _S.VERIFIED, _S.OVERDUE, _S.SUBMITTED, _S.COORDINATION, _S.RECOMMENDED, _S.RETURNED,
}  # fmt: skip


class Manner(models.TextChoices):
    """How an excavation comes about (DOMAIN 1.7)."""

    NEW = "new", _("New excavation")  # حفرية جديدة
    COORDINATED = "coordinated", _("Pre-coordinated")  # منسقة مسبقاً
    EMERGENCY = "emergency", _("Emergency")  # طارئة
    CONNECTION = "connection", _("Building connection")  # توصيلة مبنى


class Network(models.TextChoices):
    """What is laid or mended."""

    WATER = "water", pgettext_lazy("network", "Water")  # مياه
    SEWER = "sewer", pgettext_lazy("network", "Sewer")  # صرف صحي
    ELECTRICITY = "electricity", pgettext_lazy("network", "Electricity")  # كهرباء
    TELECOM = "telecom", pgettext_lazy("network", "Telecommunications")  # اتصالات
    GAS = "gas", pgettext_lazy("network", "Gas")  # غاز
    STORMWATER = "stormwater", pgettext_lazy("network", "Storm water")  # تصريف أمطار


class Closure(models.TextChoices):
    """What of the street's traffic stops."""

    NONE = "none", _("Traffic goes on")  # دون إغلاق
    LANE = "lane", _("One lane is closed")  # إغلاق مسار
    FULL = "full", _("The street is closed")  # إغلاق كامل


class Surface(models.TextChoices):
    """What the ground is covered with."""

    ASPHALT = "asphalt", pgettext_lazy("surface", "Asphalt")  # إسفلت
    PAVING = "paving", pgettext_lazy("surface", "Paving stones")  # بلاط
    UNPAVED = "unpaved", pgettext_lazy("surface", "Unpaved")  # ترابي


class FirmRole(models.TextChoices):
    """What a firm does in excavations."""

    CONTRACTOR = "contractor", _("Contractor")  # مقاول
    CONSULTANT = "consultant", _("Supervising consultant")  # استشاري مشرف


class BanReason(models.TextChoices):
    """Why a firm may not dig (DOMAIN 1.7)."""

    NOT_CLOSED = "not_closed", _("Expired permit that was not closed")  # رخصة منتهية لم تُغلق
    INCOMPLETE = "incomplete", _("Works left incomplete")  # أعمال غير مكتملة
    CLASSIFICATION = "classification", _("Classification")  # التصنيف
    REPORTS = "reports", _("Unresolved reports")  # بلاغات لم تعالج
    DEFECTS = "defects", _("Defects in reinstatement")  # عيوب إعادة الوضع
    SAFETY = "safety", _("Site safety")  # سلامة الموقع
    OFF_ROUTE = "off_route", _("Digging off the route")  # الحفر خارج المسار
