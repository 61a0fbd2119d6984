"""Violations against parcels, permits and places: what was seen, the visits after it, and stop orders."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from geo.parties.models import Party
from geo.spatial.functions import LabelPoint
from parcels.register.models import Parcel
from permits.cases.models import Case
from permits.violations.catalogue import Item, items
from permits.violations.enums import OVER, Size, ViolationState


class Violation(models.Model):
    """A violation (مخالفة) as an inspector saw it. What he wrote stays; `state` is that of its case.

    `place` is a point in the storage CRS. `respondent` is who is responsible: named at once or later, before a fine.
    `permit_case` is the case of the permit that it is against. `repeat_of` is found when the fine is imposed.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="violation")
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    item = models.CharField(_("violation"), max_length=40)
    state = models.CharField(_("state"), max_length=30, choices=ViolationState, default=ViolationState.REPORTED)
    place = models.PointField(_("place"), srid=settings.STORAGE_SRID, spatial_index=False)
    parcel = models.ForeignKey(
        Parcel, models.PROTECT, null=True, related_name="violations", verbose_name=_("parcel")
    )  # fmt: skip
    permit_case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="violations_of_permit", verbose_name=_("case of the permit")
    )
    note = models.CharField(_("what was seen"), max_length=2000)
    sites = models.PositiveSmallIntegerField(_("sites"), default=1)
    observed_at = models.DateTimeField(_("seen at"))
    respondent = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", verbose_name=_("responsible"))
    respondent_name = models.CharField(_("name of the responsible"), max_length=200, blank=True)
    size = models.CharField(_("size of the establishment"), max_length=10, choices=Size, blank=True)
    correct_by = models.DateField(_("to be corrected by"), null=True)
    repeat_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("repeats"))
    open_at_3857 = models.GeneratedField(
        expression=models.Case(models.When(~models.Q(state__in=sorted(OVER)), then=LabelPoint("place"))),
        output_field=models.PointField(srid=3857, spatial_index=False),
        db_persist=True,
        null=True,
    )

    class Meta:
        verbose_name = pgettext_lazy("record", "violation")
        verbose_name_plural = pgettext_lazy("record", "violations")
        constraints = [
            models.CheckConstraint(condition=models.Q(sites__gte=1), name="violation_of_one_site_or_more"),
            models.CheckConstraint(condition=~models.Q(note=""), name="violation_says_what"),
        ]
        indexes = [
            GistIndex(fields=["open_at_3857"], name="violation_tiles"),  # Usage: tiles of the violations
            # Usage: whether the same was done before by the same.
            models.Index(fields=["respondent", "item", "observed_at"], name="violation_repeated"),
        ]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def kind(self) -> Item:
        """What the catalogue says of it."""
        return items[self.item]


class Visit(models.Model):
    """What an inspector found when he came again: written once; the last one counts."""

    violation = models.ForeignKey(Violation, models.PROTECT, related_name="visits")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    corrected = models.BooleanField(_("corrected"))
    note = models.CharField(_("what was found"), max_length=2000, blank=True)
    visited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("visited by"))
    visited_at = models.DateTimeField(_("visited"), auto_now_add=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["visited_at", "id"]


class StopOrder(models.Model):
    """An order to stop works (أمر إيقاف): lifted once. Where a permit is concerned it is suspended meanwhile."""

    violation = models.ForeignKey(Violation, models.PROTECT, related_name="orders")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    permit_case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=1000)
    ordered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ordered by"))
    ordered_at = models.DateTimeField(_("ordered"), auto_now_add=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("lifted by"))
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lift_reason = models.CharField(_("why it was lifted"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("stop order")
        verbose_name_plural = _("stop orders")
        ordering = ["ordered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["violation"], condition=models.Q(lifted_at=None), name="stop_order_one_in_force"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason="")
                & (
                    models.Q(lifted_at=None, lifted_by=None, lift_reason="")
                    | (models.Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~models.Q(lift_reason=""))
                ),
                name="stop_order_lifted_by_someone",
            ),
        ]
