"""Surveys of land, what was observed in the field, what the rules said, and the decisions that were issued."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.gis.geos import Point as GeosPoint
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from geo.printing.models import Printout
from parcels.register.models import BoundaryPoint, BoundaryVersion, Parcel
from permits.cases.models import Case
from permits.surveys.enums import SurveyMethod, SurveyPurpose


class Survey(models.Model):
    """A survey asked for one parcel and one purpose; it pins the boundary version that the corners are held against."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="survey")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    purpose = models.CharField(_("purpose"), max_length=20, choices=SurveyPurpose)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="surveys", verbose_name=_("parcel"))
    version = models.ForeignKey(BoundaryVersion, models.PROTECT, verbose_name=_("boundary version"))

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")


class FieldSheet(models.Model):
    """One entry of field work (دفتر الرفع): instrument, coordinate system, closure. Kept as written; the last counts.

    `epsg` is the system of the readings. `operation` is what brought them to the storage CRS, with the accuracy that
    the EPSG register gives it; both are empty when the readings were in the storage CRS. `accuracy_m` is what the
    surveyor states for a corner. Closure in metres: None where a walk does not come back to its first point.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="sheets")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    number = models.PositiveSmallIntegerField(_("sheet"))
    method = models.CharField(_("method"), max_length=20, choices=SurveyMethod)
    instrument = models.CharField(_("instrument"), max_length=120)
    observed_on = models.DateField(_("observed on"))
    epsg = models.PositiveIntegerField(_("coordinate system"))
    operation = models.CharField(_("transformation"), max_length=200, blank=True)
    operation_accuracy_m = models.FloatField(_("accuracy of the transformation, m"), default=0)
    accuracy_m = models.DecimalField(_("accuracy of a corner, m"), max_digits=6, decimal_places=3)
    misclosure_m = models.FloatField(_("misclosure, m"), null=True)
    length_m = models.FloatField(_("length of the traverse, m"), null=True)
    misclosure_ratio = models.FloatField(_("misclosure against the length"), null=True)
    area_grid_m2 = models.FloatField(_("area on the grid, m²"))
    area_ground_m2 = models.FloatField(_("area on the ground, m²"))
    recorded_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("field sheet")
        verbose_name_plural = _("field sheets")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="field_sheet_once"),  # Usage: the last sheet
            models.CheckConstraint(condition=models.Q(accuracy_m__gt=0), name="field_sheet_accuracy"),
        ]


class Observation(models.Model):
    """A point as it was observed, in the order of the walk: raw reading, and place in the storage CRS, metres.

    `adjusted` is the place with the misclosure spread; empty where the walk did not close within what was permitted.
    `mark` is the boundary point of the register that lies within the tolerance, `mark_distance_m` from it.
    """

    sheet = models.ForeignKey(FieldSheet, models.PROTECT, related_name="observations")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    sequence = models.PositiveSmallIntegerField()
    label = models.CharField(_("point"), max_length=20)
    raw_east = models.DecimalField(_("east, as observed"), max_digits=20, decimal_places=10)
    raw_north = models.DecimalField(_("north, as observed"), max_digits=20, decimal_places=10)
    raw_height = models.DecimalField(_("height, as observed"), max_digits=20, decimal_places=10, null=True)
    geom = models.PointField(_("place"), srid=settings.STORAGE_SRID, spatial_index=False)
    adjusted = models.PointField(_("adjusted place"), srid=settings.STORAGE_SRID, spatial_index=False, null=True)
    mark = models.ForeignKey(BoundaryPoint, models.PROTECT, null=True, related_name="observations")
    mark_distance_m = models.FloatField(null=True)

    @property
    def final(self) -> GeosPoint:
        """The place that counts: adjusted, or as observed where nothing could be adjusted."""
        return self.adjusted or self.geom

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "sequence"], name="observation_once"),  # Usage: the walk in order
        ]


class SurveyAssessment(models.Model):
    """One run of the rules over a survey: findings with their evidence, kept as they were."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="assessments")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    sheet = models.ForeignKey(FieldSheet, models.PROTECT, null=True)
    judged_at = models.DateTimeField(auto_now_add=True)
    judged_on = models.DateField(_("rules in force on"))
    judged_by = models.ForeignKey(User, models.PROTECT)
    answer = models.CharField(max_length=10)
    findings = models.JSONField()

    class Meta:
        ordering = ["judged_at", "id"]


class SurveyDecision(models.Model):
    """An issued survey decision (قرار مساحي): numbered once, on the figures of one field sheet. It proves no ownership.

    Areas in square metres: as the deed says, as observed, on the ground; the register's, on the grid; and what is left
    on the ground when `deductions` are taken off. `valid_until` is empty when the rule of the day knows no end.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.OneToOneField(Survey, models.PROTECT, related_name="decision")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    purpose = models.CharField(_("purpose"), max_length=20, choices=SurveyPurpose)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="survey_decisions")
    version = models.ForeignKey(BoundaryVersion, models.PROTECT)
    sheet = models.OneToOneField(FieldSheet, models.PROTECT, related_name="decision")
    number = models.CharField(_("number of the decision"), max_length=40, unique=True)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"), null=True)
    validity_cites = models.CharField(_("source of the validity"), max_length=400)
    area_deed_m2 = models.DecimalField(_("area in the deed, m²"), max_digits=12, decimal_places=2, null=True)
    area_ground_m2 = models.FloatField(_("area on the ground, m²"))
    area_grid_m2 = models.FloatField(_("area on the grid, m²"))
    area_net_m2 = models.FloatField(_("net area, m²"))
    deductions = models.JSONField(_("deductions"), default=list)
    misclosure_m = models.FloatField(_("misclosure, m"))
    misclosure_ratio = models.FloatField(_("misclosure against the length"))
    surveyed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    chain_hash = models.CharField(max_length=64)
    printout = models.OneToOneField(Printout, models.PROTECT, null=True, related_name="+")
    superseded_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="supersedes")

    class Meta:
        verbose_name = _("survey decision")
        verbose_name_plural = _("survey decisions")
        ordering = ["-issued_on", "number"]
        constraints = [
            # Usage: the decision of a parcel that holds; and no two are issued for one purpose at once.
            models.UniqueConstraint(
                fields=["parcel", "purpose"],
                condition=models.Q(superseded_by=None),
                name="survey_decision_one_in_force",
            ),
            models.CheckConstraint(
                condition=~models.Q(surveyed_by=models.F("checked_by"))
                & ~models.Q(surveyed_by=models.F("approved_by"))
                & ~models.Q(checked_by=models.F("approved_by")),
                name="survey_decision_three_hands",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("issued_on")),
                name="survey_decision_term",
            ),
        ]

    def __str__(self) -> str:
        return self.number
