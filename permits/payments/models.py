"""Tariffs, fees as they were explained, bills and their events, payments that were told, and what does not agree."""

import uuid
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geo.accounts.models import User
from geo.municipalities.models import Municipality, in_language
from permits.cases.models import Case
from permits.payments.enums import BillState, Difference, Outcome, Unit


class Tariff(models.Model):
    """A rate (تعرفة) that holds for a category of municipalities between two days; ended once, never rewritten."""

    code = models.CharField(_("code"), max_length=60)
    name_ar = models.CharField(_("Arabic name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    category = models.PositiveSmallIntegerField(_("category of municipality"))
    rate = models.DecimalField(_("rate"), max_digits=12, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=60, default="SA")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    cites = models.CharField(_("source"), max_length=400)
    status = models.CharField(_("standing of the source"), max_length=20)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)  # a trigger writes the time of the transaction

    class Meta:
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        constraints = [
            models.UniqueConstraint(fields=["code", "category", "jurisdiction", "valid_from"], name="tariff_once"),
            models.CheckConstraint(condition=models.Q(rate__gte=0), name="tariff_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.category}: {self.rate} / {self.unit}"


class MunicipalityCategory(models.Model):
    """The category (فئة) of a municipal body and of those below it between two days; dated like a tariff."""

    municipality_code = models.CharField(_("code"), max_length=6)
    category = models.PositiveSmallIntegerField(_("category of municipality"))
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    cites = models.CharField(_("source"), max_length=400)
    status = models.CharField(_("standing of the source"), max_length=20)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("category of municipality")
        verbose_name_plural = _("categories of municipalities")
        constraints = [
            models.UniqueConstraint(fields=["municipality_code", "valid_from"], name="municipality_category_once")
        ]

    def __str__(self) -> str:
        return f"{self.municipality_code}: {self.category}"


class BillStep(models.Model):
    """A pair of states of a bill that may follow each other, written from flow.py; a trigger reads it."""

    source = models.CharField(max_length=12)
    target = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="bill_step_once")]


class Fee(models.Model):
    """A fee as it was told for a case: by the tariffs of a day, from quantities that are kept. Never changed.

    `purpose` names what it is for where that is not what the case was opened for: a renewal, by its request.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="fees")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    day = models.DateField(_("tariffs of"))
    category = models.PositiveSmallIntegerField(_("category of municipality"))
    quantities = models.JSONField(_("quantities"))
    rounding = models.CharField(_("rounding rule"), max_length=30)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    computed_at = models.DateTimeField(_("computed"))
    purpose = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        indexes = [models.Index(fields=["case", "-id"], name="fee_of_case")]  # Usage: whether a permit needs a payment


class FeeLine(models.Model):
    """One line of a fee, with all that explains it; written with its fee and never changed."""

    fee = models.ForeignKey(Fee, models.PROTECT, related_name="lines")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    place = models.PositiveSmallIntegerField()
    tariff = models.ForeignKey(Tariff, models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    label_ar = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=14, decimal_places=2)
    unit = models.CharField(max_length=10, choices=Unit)
    rate = models.DecimalField(max_digits=12, decimal_places=4)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    source = models.CharField(max_length=400)
    valid_from = models.DateField()
    verified = models.BooleanField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["fee", "place"], name="fee_line_place")]

    @property
    def label(self) -> str:
        """What is charged, in the reader's language."""
        return in_language(self.label_ar, self.label_en)

    @property
    def counted(self) -> Decimal | int:
        """The quantity as it is told: whole numbers without decimals."""
        return self.quantity if self.quantity % 1 else int(self.quantity)

    @property
    def rate_places(self) -> int:
        """How many decimals tell the rate exactly, two at least."""
        _sign, digits, exponent = self.rate.as_tuple()
        spare = len(digits) - len("".join(map(str, digits)).rstrip("0"))
        return max(2, -int(exponent) - spare)


class Bill(models.Model):
    """A bill (فاتورة): of one fee, numbered once when issued, moved only along its life (flow.py and a trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fee = models.OneToOneField(Fee, models.PROTECT, related_name="bill")
    case = models.ForeignKey(Case, models.PROTECT, related_name="bills", verbose_name=_("case"))
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    billed_to = models.ForeignKey(  # None: a fine; whoever knows its number pays it
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("billed to")
    )
    number = models.CharField(_("bill number"), max_length=20, unique=True, null=True)  # noqa: DJ001 - a draft has none
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    state = models.CharField(pgettext_lazy("bill", "state"), max_length=12, choices=BillState, default=BillState.DRAFT)
    state_since = models.DateTimeField(_("since"), auto_now_add=True)
    issued_at = models.DateTimeField(_("issued"), null=True)
    due_on = models.DateField(_("pay by"), null=True)
    chain_hash = models.CharField(max_length=64, blank=True)
    reconciliation = models.ForeignKey("Reconciliation", models.PROTECT, null=True, related_name="bills")
    purpose = models.CharField(max_length=40, blank=True, default="")  # as the fee's

    class Meta:
        verbose_name = _("bill")
        verbose_name_plural = _("bills")
        ordering = ["-issued_at", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "purpose"],
                condition=models.Q(state__in=["draft", "issued", "paid", "reconciled"]),
                name="bill_one_live_per_purpose",
            )
        ]
        indexes = [
            models.Index(fields=["municipality", "state"], name="bill_list"),  # Usage: the list of the finance staff
            # Usage: what expires tonight.
            models.Index(fields=["due_on"], name="bill_due", condition=models.Q(state="issued")),
            models.Index(
                fields=["billed_to"], name="bill_of_person"
            ),  # Usage: row level security, a person's own bills
        ]

    def __str__(self) -> str:
        return self.number or str(self.pk)


class BillEvent(models.Model):
    """A step of a bill's life: when, by whom, why."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="events")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    source = models.CharField(max_length=12, blank=True)
    target = models.CharField(max_length=12, choices=BillState)
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["taken_at", "id"]


class PaymentNotice(models.Model):
    """A payment that the biller told under his signature, and what became of it; once a transaction."""

    biller = models.CharField(max_length=20)
    transaction_id = models.CharField(_("transaction"), max_length=80)
    bill_number = models.CharField(_("bill number"), max_length=40)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    paid_at = models.DateTimeField(_("paid"))
    received_at = models.DateTimeField(_("told"), auto_now_add=True)
    outcome = models.CharField(_("what became of it"), max_length=20, choices=Outcome)
    bill = models.ForeignKey(Bill, models.PROTECT, null=True, related_name="notices")
    municipality = models.ForeignKey(Municipality, models.PROTECT)

    class Meta:
        verbose_name = _("payment notice")
        verbose_name_plural = _("payment notices")
        constraints = [models.UniqueConstraint(fields=["biller", "transaction_id"], name="payment_notice_once")]
        indexes = [models.Index(fields=["paid_at"], name="payment_notice_day")]  # Usage: reconciliation of a day


class Reconciliation(models.Model):
    """The biller's file of one day, held against what was told; the same file counts once."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    biller = models.CharField(max_length=20)
    day = models.DateField(_("day"))
    sha256 = models.CharField(max_length=64)
    content = models.TextField()
    rows = models.PositiveIntegerField(_("rows"))
    matched = models.PositiveIntegerField(_("agree"))
    differences = models.PositiveIntegerField(_("differences"))
    received_at = models.DateTimeField(auto_now_add=True)
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        ordering = ["-received_at"]
        constraints = [models.UniqueConstraint(fields=["biller", "day", "sha256"], name="reconciliation_once")]


class Discrepancy(models.Model):
    """Money and register do not say the same: a person looks at it and writes down, once, what was done."""

    kind = models.CharField(_("difference"), max_length=20, choices=Difference)
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    bill = models.ForeignKey(Bill, models.PROTECT, null=True, related_name="discrepancies")
    bill_number = models.CharField(_("bill number"), max_length=40, blank=True)
    transaction_id = models.CharField(_("transaction"), max_length=80, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True)
    facts = models.JSONField(default=dict)
    opened_at = models.DateTimeField(_("since"), auto_now_add=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    resolution = models.CharField(_("what was done"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("payment difference")
        verbose_name_plural = _("payment differences")
        ordering = ["-opened_at", "-id"]
        indexes = [
            # Usage: the list of what a person must look at.
            models.Index(fields=["municipality"], name="discrepancy_open", condition=models.Q(resolved_at=None))
        ]


class SimulatedBill(models.Model):
    """What the local simulator of a biller was told by upload; empty where no simulator runs."""

    number = models.CharField(max_length=20, unique=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    due_on = models.DateField()
    withdrawn = models.BooleanField(default=False)
    transaction_id = models.CharField(max_length=80, blank=True)
    paid_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    paid_at = models.DateTimeField(null=True)
