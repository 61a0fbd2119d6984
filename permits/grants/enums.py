"""States of grants, of pools and of granted plots; why a plot is left out of a pool; what a condition is about."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GrantState(models.TextChoices):
    """Where a grant stands (DOMAIN 3.4)."""

    APPLIED = "applied", pgettext_lazy("grant", "Applied for")  # مقدَّم
    RETURNED = "returned", pgettext_lazy("grant", "Returned for completion")  # معاد للاستكمال
    DATA_COMPLETE = "data_complete", pgettext_lazy("grant", "Data complete")  # مكتمل البيانات
    INELIGIBLE = "ineligible", pgettext_lazy("grant", "Not eligible")  # غير مستحق
    ELIGIBLE = "eligible", pgettext_lazy("grant", "Eligible")  # مستحق
    QUEUED = "queued", pgettext_lazy("grant", "In the queue")  # في قائمة الانتظار
    IN_DRAW = "in_draw", pgettext_lazy("grant", "In a draw")  # في القرعة
    DRAWN = "drawn", pgettext_lazy("grant", "Plot drawn")  # سُحبت له قطعة
    BATCHED = "batched", pgettext_lazy("grant", "Sent for verification")  # مرسل للتحقق
    RETURNED_BY_MINISTRY = "ministry_returned", pgettext_lazy("grant", "Returned by the Ministry")  # معاد من الوزارة
    VERIFIED = "verified", pgettext_lazy("grant", "Verified")  # تم التحقق
    DECISION = "decision", pgettext_lazy("grant", "Allocated by decision")  # صدر قرار التخصيص
    EXCESS_DUE = "excess_due", pgettext_lazy("grant", "Waiting for the excess fee")  # بانتظار سداد الزائدة
    OVERDUE = "overdue", pgettext_lazy("grant", "Excess fee not paid in time")  # لم تسدد الزائدة في وقتها
    PAID = "paid", pgettext_lazy("grant", "Excess fee paid")  # سُددت الزائدة
    SURVEYED = "surveyed", pgettext_lazy("grant", "Staked out and handed over")  # سُلِّمت على الطبيعة
    DEED_ISSUED = "deed_issued", pgettext_lazy("grant", "Deed issued")  # صدر الصك
    CONDITION_PERIOD = "condition_period", pgettext_lazy("grant", "In its condition period")  # في مدة الشرط
    FULFILLED = "fulfilled", pgettext_lazy("grant", "Fulfilled")  # مكتملة
    WITHDRAWN = "withdrawn", pgettext_lazy("grant", "Withdrawn for unmet conditions")  # مستردة
    REPLACED = "replaced", pgettext_lazy("grant", "Plot to be replaced")  # قيد التعويض
    LAPSED = "lapsed", pgettext_lazy("grant", "Lapsed")  # سقطت
    CANCELLED = "cancelled", pgettext_lazy("grant", "Cancelled")  # ملغاة


_S = GrantState

#: Nothing more comes of it; the person may apply again. FULFILLED ends too, and counts as a previous grant.
OVER = frozenset({_S.INELIGIBLE, _S.FULFILLED, _S.WITHDRAWN, _S.LAPSED, _S.CANCELLED})
#: A plot is allotted and not yet decided on.
BEFORE_DECISION = frozenset({_S.DRAWN, _S.BATCHED, _S.RETURNED_BY_MINISTRY, _S.VERIFIED})
#: Decided: a decision with a number stands.
DECIDED = frozenset({_S.DECISION, _S.EXCESS_DUE, _S.OVERDUE, _S.PAID, _S.SURVEYED})
#: The deed was issued: the plot is delivered.
DELIVERED = frozenset({_S.DEED_ISSUED, _S.CONDITION_PERIOD, _S.FULFILLED})
#: Waiting before a plot is drawn.
WAITING = frozenset({_S.APPLIED, _S.RETURNED, _S.DATA_COMPLETE, _S.ELIGIBLE, _S.QUEUED})


class Basis(models.TextChoices):
    """On what a grant is asked for."""

    ROYAL_ORDER = "royal_order", _("Royal order")  # أمر سامٍ
    LIMITED_INCOME = "limited_income", _("Limited income")  # ذوو الدخل المحدود
    AMANA = "amana", _("Request to the Amana")  # طلب لدى الأمانة


class PoolState(models.TextChoices):
    """Where a pool of plots stands."""

    DRAFT = "draft", pgettext_lazy("pool", "In preparation")  # قيد الإعداد
    FROZEN = "frozen", pgettext_lazy("pool", "Frozen")  # مجمّد
    DRAWING = "drawing", pgettext_lazy("pool", "Being drawn")  # قيد القرعة
    CLOSED = "closed", pgettext_lazy("pool", "Closed")  # مغلق


class Reason(models.TextChoices):
    """Why a plot of a grant plan is left out of a pool."""

    PLAN_NOT_APPROVED = "plan_not_approved", _("The plan is not approved")  # المخطط غير معتمد
    NOT_ACTIVE = "not_active", _("The parcel is not active")  # القطعة غير قائمة
    OWNED = "owned", _("Somebody holds a right in it")  # عليها حق مسجَّل
    MASKED = "masked", _("A restricted area lies on it")  # ضمن نطاق محظور
    NO_STREET = "no_street", _("No street reaches it")  # لا يصلها شارع
    PERMITTED = "permitted", _("A permit or an application for one")  # عليها رخصة أو طلب
    HELD = "held", _("A case holds it")  # محجوزة لمعاملة
    ALLOTTED = "allotted", _("It is granted already")  # ممنوحة
    IN_POOL = "in_pool", _("It is in another pool")  # في وعاء آخر
    BUILT = "built", _("A building stands on it")  # عليها مبنى
    AREA = "area", _("Its area is in no class of the pool")  # خارج فئات المساحة


class PlotStatus(models.TextChoices):
    """What everyone may know of a plot of a grant plan."""

    FREE = "free", pgettext_lazy("plot", "Free")  # متاحة
    IN_DRAW = "in_draw", pgettext_lazy("plot", "In a draw")  # في القرعة
    GRANTED = "granted", pgettext_lazy("plot", "Granted")  # ممنوحة
    DELIVERED = "delivered", pgettext_lazy("plot", "Delivered")  # مسلَّمة


class Duty(models.TextChoices):
    """What a condition of the law is about."""

    ELIGIBILITY = "eligibility", _("Condition of eligibility")  # شرط استحقاق
    OBLIGATION = "obligation", _("Obligation of the grantee")  # التزام على الممنوح
