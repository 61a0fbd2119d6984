"""Requests to change land: what was proposed, revision by revision, what the rules said, and what was done.

Also land that was checked out as a file, and what came back.
"""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from geo.printing.models import SHA256_HEX_LENGTH
from parcels.plans.models import surface
from parcels.register.enums import LineageKind
from parcels.register.models import BoundaryVersion, LineageEvent, Parcel
from permits.cases.models import Case
from permits.subdivisions.enums import Wish


class LandChangeRequest(models.Model):
    """The case file of one change of land; `event` is what came of it."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="land_change")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    event = models.OneToOneField(LineageEvent, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("request to change land")
        verbose_name_plural = _("requests to change land")


class Proposal(models.Model):
    """One revision of what is asked for, with the shapes that PostGIS made of it; the latest is signed and done.

    `inputs` is how it was constructed (line, areas, bearing; storage CRS, metres). `exemptions` names rules from which
    an exemption is asked, with the reason.
    """

    request = models.ForeignKey(LandChangeRequest, models.PROTECT, related_name="proposals")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    revision = models.PositiveSmallIntegerField(_("revision"))
    wish = models.CharField(_("what is asked for"), max_length=20, choices=Wish)
    kind = models.CharField(_("kind"), max_length=20, choices=LineageKind)
    inputs = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=300)
    source = models.CharField(_("source of the new boundary"), max_length=200)
    accuracy_m = models.DecimalField(_("accuracy, m"), max_digits=6, decimal_places=3, null=True)
    exemptions = models.JSONField(default=dict)
    gained = models.MultiPolygonField(srid=settings.STORAGE_SRID, null=True, spatial_index=False)
    released = models.MultiPolygonField(srid=settings.STORAGE_SRID, null=True, spatial_index=False)
    made_by = models.ForeignKey(User, models.PROTECT)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["revision"]
        constraints = [models.UniqueConstraint(fields=["request", "revision"], name="proposal_revision_once")]


class ProposedEnd(models.Model):
    """A parcel that the proposal touches, at the boundary for which it was made; it ends, or keeps its number."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="touched")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    parcel = models.ForeignKey(Parcel, models.PROTECT)
    version = models.ForeignKey(BoundaryVersion, models.PROTECT)
    ends = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "parcel"], name="proposed_end_once")]


class ProposedPart(models.Model):
    """A shape that would be: of a parcel that keeps its number, or of a new one under the number of `parcel`."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="parts")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    turn = models.PositiveSmallIntegerField()
    parcel = models.ForeignKey(Parcel, models.PROTECT)
    keeps = models.BooleanField()
    geom = surface()

    class Meta:
        ordering = ["turn"]
        constraints = [models.UniqueConstraint(fields=["proposal", "turn"], name="proposed_part_turn_once")]


class ProposalAssessment(models.Model):
    """One run of the rules over a proposal: findings with their evidence, kept as they were."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="assessments")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    judged_at = models.DateTimeField(auto_now_add=True)
    judged_on = models.DateField(_("rules in force on"))
    judged_by = models.ForeignKey(User, models.PROTECT)
    answer = models.CharField(max_length=10)
    findings = models.JSONField()

    class Meta:
        ordering = ["judged_at", "id"]


class CheckOut(models.Model):
    """Land that a surveyor took along as a file, at the boundaries of that moment.

    While it is locked (`ends_at`, until it is given back) nobody else's case changes this land.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    request_id = models.UUIDField(unique=True)
    area = models.CharField(_("area"), max_length=200)
    made_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("checked out by"))
    made_at = models.DateTimeField(_("checked out"), auto_now_add=True)
    ends_at = models.DateTimeField(_("locked until"), null=True)
    closed_at = models.DateTimeField(_("given back"), null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("given back by"))
    closed_why = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("check-out")
        verbose_name_plural = _("check-outs")
        ordering = ["-made_at", "id"]
        # Usage: keys that hold what belongs to a check-out in its office.
        constraints = [models.UniqueConstraint(fields=["id", "municipality"], name="check_out_in_municipality")]

    def __str__(self) -> str:
        return self.area

    @property
    def holds(self) -> bool:
        """Whether its lock still holds."""
        return self.ends_at is not None and self.closed_at is None and timezone.now() < self.ends_at


class CheckedOutParcel(models.Model):
    """A parcel in a check-out, at the boundary that was taken along; `held`: when its lock holds, None without one."""

    checkout = models.ForeignKey(CheckOut, models.PROTECT, related_name="parcels")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="check_outs")
    version = models.ForeignKey(BoundaryVersion, models.PROTECT)
    held = DateTimeRangeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checkout", "parcel"], name="checked_out_once"),
            # Usage: this constraint; whoever changes land asks who holds it.
            ExclusionConstraint(
                name="locked_by_one",
                expressions=[("parcel", RangeOperators.EQUAL), ("held", RangeOperators.OVERLAPS)],
                condition=models.Q(held__isnull=False),
            ),
        ]


class CheckIn(models.Model):
    """A file of a check-out that came back: what it was, and its rows as they were read. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    checkout = models.ForeignKey(CheckOut, models.PROTECT, related_name="check_ins")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    request_id = models.UUIDField(unique=True)
    name = models.CharField(_("file name"), max_length=130)
    size = models.PositiveBigIntegerField(_("size, bytes"))
    sha256 = models.CharField("SHA-256", max_length=SHA256_HEX_LENGTH)
    sent_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["-sent_at", "id"]
        # Usage: keys that hold what belongs to a check-in in its office.
        constraints = [models.UniqueConstraint(fields=["id", "municipality"], name="check_in_in_municipality")]


class CheckInRow(models.Model):
    """A row of a file that came back, on the millimetre; `parcel` is which one it says it is, None for a new row."""

    checkin = models.ForeignKey(CheckIn, models.PROTECT, related_name="rows")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    number = models.PositiveIntegerField(_("row"))
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, related_name="+")
    label = models.CharField(_("parcel number"), max_length=200, blank=True)
    notes = models.JSONField(default=list)
    geom = surface()

    class Meta:
        ordering = ["checkin", "number"]
        constraints = [models.UniqueConstraint(fields=["checkin", "number"], name="check_in_row_once")]


class CheckInCase(models.Model):
    """A request that was opened from rows of a check-in."""

    checkin = models.ForeignKey(CheckIn, models.PROTECT, related_name="opened")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    request = models.OneToOneField(LandChangeRequest, models.PROTECT, related_name="came_with")
