"""States of bills, what became of payments that were told, and what a person must look at."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BillState(models.TextChoices):
    """Where a bill stands (DOMAIN 1.10)."""

    DRAFT = "draft", pgettext_lazy("bill", "Draft")  # مسودة فاتورة
    ISSUED = "issued", pgettext_lazy("bill", "Waiting for payment")  # بانتظار السداد
    PAID = "paid", pgettext_lazy("bill", "Paid")  # مسددة
    EXPIRED = "expired", pgettext_lazy("bill", "Expired unpaid")  # منتهية دون سداد
    CANCELLED = "cancelled", pgettext_lazy("bill", "Cancelled")  # ملغاة
    RECONCILED = "reconciled", pgettext_lazy("bill", "Paid and reconciled")  # مسددة ومطابقة


class Unit(models.TextChoices):
    """What a tariff is counted in."""

    EACH = "each", _("permit")  # رخصة
    METRE = "m", _("metre")  # متر
    SQUARE_METRE = "m2", _("square metre")  # متر مربع
    VIOLATION = "violation", pgettext_lazy("unit", "violation")  # مخالفة


class Outcome(models.TextChoices):
    """What became of a payment that the biller told."""

    PAID = "paid", _("The bill is paid")
    WRONG_AMOUNT = "wrong_amount", _("Another amount than the bill's")
    PAID_TWICE = "paid_twice", _("The bill was paid before")
    UNKNOWN_BILL = "unknown_bill", _("No bill has this number")
    TOLD_LATE = "told_late", _("Paid in time, told after the bill had expired")
    BILL_EXPIRED = "bill_expired", _("Paid after the bill had expired")
    BILL_CANCELLED = "bill_cancelled", _("The bill was cancelled")
    CONFLICT = "conflict", _("The same transaction was told before with other facts")


class Difference(models.TextChoices):
    """What a person must look at: money and register do not say the same."""

    WRONG_AMOUNT = Outcome.WRONG_AMOUNT.value, Outcome.WRONG_AMOUNT.label
    PAID_TWICE = Outcome.PAID_TWICE.value, Outcome.PAID_TWICE.label
    UNKNOWN_BILL = Outcome.UNKNOWN_BILL.value, Outcome.UNKNOWN_BILL.label
    TOLD_LATE = Outcome.TOLD_LATE.value, Outcome.TOLD_LATE.label
    BILL_EXPIRED = Outcome.BILL_EXPIRED.value, Outcome.BILL_EXPIRED.label
    BILL_CANCELLED = Outcome.BILL_CANCELLED.value, Outcome.BILL_CANCELLED.label
    CONFLICT = Outcome.CONFLICT.value, Outcome.CONFLICT.label
    NOT_CARRIED_OUT = "not_carried_out", _("Paid, but what was paid for cannot be given now")
    NOT_TOLD = "not_told", _("In the biller's file, but no payment was told")
    NOT_IN_FILE = "not_in_file", _("A payment was told, but it is not in the biller's file")
    FILE_DIFFERS = "file_differs", _("The biller's file says something else than the payment that was told")


#: What is paid is paid, whatever comes of the money later.
SETTLED = (BillState.PAID, BillState.RECONCILED)
#: A case has at most one bill in these states.
LIVE = (BillState.DRAFT, BillState.ISSUED, *SETTLED)
