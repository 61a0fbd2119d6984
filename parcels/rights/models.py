"""Deeds, what they say of each side, and rights in land between dates."""

import uuid

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.municipalities.models import Migrated
from geo.parties.models import Party
from parcels.plans.models import Territorial
from parcels.register.enums import Compass
from parcels.register.models import Parcel
from parcels.rights.enums import DeedKind, RightKind


class Deed(Migrated, Territorial):
    """A document of title (صك; LADM LA_AdministrativeSource). Never changed: a later deed takes its place.

    The number is text as the document writes it. `hijri_date` is the date as written; `issued_on` the same day in the
    Gregorian calendar where it can be converted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="deeds", verbose_name=_("parcel"))
    kind = models.CharField(_("kind"), max_length=20, choices=DeedKind)
    number = models.CharField(_("deed number"), max_length=40)
    hijri_date = models.CharField(_("Hijri date as written"), max_length=40)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issuer = models.CharField(_("issued by"), max_length=200)
    area_m2 = models.DecimalField(_("area, m²"), max_digits=12, decimal_places=2, null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name=_("superseded by")
    )
    recorded_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("deed")
        verbose_name_plural = _("deeds")
        ordering = ["-recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["parcel", "kind", "number", "hijri_date"], name="deed_once"),
            models.CheckConstraint(
                condition=~models.Q(number="")
                & (~models.Q(kind=DeedKind.ELECTRONIC) | models.Q(number__regex=r"^[0-9]{12}$")),
                name="deed_number_written",
            ),
            models.CheckConstraint(
                condition=models.Q(area_m2=None) | models.Q(area_m2__gt=0), name="deed_area_above_nothing"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DeedSide(Territorial):
    """What a deed says of one side: length in metres, the same in words, and what it adjoins, as written.

    `abutter_code` is the official code of the parcel that the text names, where whoever entered the deed knew it.
    """

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="sides", verbose_name=_("deed"))
    facing = models.CharField(_("side"), max_length=5, choices=Compass)
    length_m = models.DecimalField(_("length, m"), max_digits=9, decimal_places=3, null=True, blank=True)
    length_words = models.CharField(_("length in words"), max_length=300, blank=True)
    abutter_text = models.CharField(_("adjoins"), max_length=300, blank=True)
    abutter_code = models.CharField(_("code of the neighbour"), max_length=18, blank=True)

    class Meta:
        verbose_name = _("side in a deed")
        verbose_name_plural = _("sides in a deed")
        constraints = [
            models.UniqueConstraint(fields=["deed", "facing"], name="deed_side_once"),
            models.CheckConstraint(
                condition=models.Q(length_m=None) | models.Q(length_m__gt=0), name="deed_side_above_nothing"
            ),
        ]


class Right(Territorial):
    """A right of a party in a parcel (LADM LA_RRR): true in law during `valid`, held by this register in `recorded`.

    A row is only ever closed: a right that ends is closed and written again with its end. The shares of ownership held
    of one parcel never exceed the whole at any time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="rights", verbose_name=_("parcel"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="rights", verbose_name=_("party"))
    kind = models.CharField(_("kind"), max_length=20, choices=RightKind)
    share_numerator = models.PositiveIntegerField(_("share"), default=1)
    share_denominator = models.PositiveIntegerField(_("of"), default=1)
    deed = models.ForeignKey(Deed, models.PROTECT, null=True, blank=True, related_name="rights", verbose_name=_("deed"))
    valid = DateTimeRangeField(_("true in law"))
    recorded = DateTimeRangeField(_("held by the register"))
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followed_by", verbose_name=_("written before as")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("recorded by"))

    class Meta:
        verbose_name = _("right")
        verbose_name_plural = _("rights")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share_numerator__gte=1, share_numerator__lte=models.F("share_denominator")),
                name="right_share_of_whole",
            ),
            # Usage: a right is closed and written again once.
            models.UniqueConstraint(fields=["follows"], name="right_followed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.share}"

    @property
    def share(self) -> str:
        """The share as a fraction: "1/3"."""
        return f"{self.share_numerator}/{self.share_denominator}"

    @property
    def whole(self) -> bool:
        """Is nothing of it left to anyone else?"""
        return self.share_numerator == self.share_denominator
