"""Requests to change land: what was proposed, revision by revision, what the rules said, and what was done."""

from django.conf import settings
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.municipalities.models import Municipality
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
