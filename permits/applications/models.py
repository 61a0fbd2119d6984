"""Permit applications, what the rules said of them, and the permits that were issued."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.municipalities.models import Migrated, Municipality
from geo.parties.models import Party
from geo.printing.models import Printout
from geo.spatial.functions import LabelPoint, TileGeometry
from parcels.register.models import BoundaryVersion, Parcel
from permits.applications.enums import PermitKind, PermitStatus
from permits.cases.models import Case


class PermitApplication(Migrated):
    """An application for a permit on one parcel; it pins the boundary version it was checked against.

    `works` is what is asked for, in the storage CRS: for fencing the fence line.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="application")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    kind = models.CharField(_("kind"), max_length=20, choices=PermitKind)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="applications", verbose_name=_("parcel"))
    version = models.ForeignKey(BoundaryVersion, models.PROTECT, verbose_name=_("boundary version"))
    applicant = models.ForeignKey(Party, models.PROTECT, verbose_name=_("applicant"))
    works = models.GeometryField(_("works"), srid=settings.STORAGE_SRID, spatial_index=False)
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("permit application")
        verbose_name_plural = _("permit applications")
        indexes = [GistIndex(fields=["works"], name="application_works")]  # Usage: what else is asked for near a place


class Assessment(models.Model):
    """One run of the rules: findings with their evidence, kept as they were."""

    application = models.ForeignKey(PermitApplication, models.PROTECT, related_name="assessments")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    version = models.ForeignKey(BoundaryVersion, models.PROTECT)
    judged_at = models.DateTimeField(auto_now_add=True)
    judged_on = models.DateField(_("rules in force on"))
    judged_by = models.ForeignKey(User, models.PROTECT)
    answer = models.CharField(max_length=10)
    findings = models.JSONField()

    class Meta:
        ordering = ["judged_at", "id"]


class Permit(Migrated):
    """An issued permit (رخصة): numbered once; its term is computed once, in the calendar that the law names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.OneToOneField(PermitApplication, models.PROTECT, related_name="permit")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    kind = models.CharField(_("kind"), max_length=20, choices=PermitKind)
    number = models.CharField(_("permit number"), max_length=40, unique=True)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="permits")
    version = models.ForeignKey(BoundaryVersion, models.PROTECT)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("expires on"))
    term_text = models.CharField(_("term"), max_length=100)
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recommended_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    chain_hash = models.CharField(max_length=64)
    printout = models.OneToOneField(Printout, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("permit")
        verbose_name_plural = _("permits")
        ordering = ["-issued_on", "number"]

    def __str__(self) -> str:
        return self.number


class PublishedPermit(models.Model):
    """What everyone may know of a permit: kept by a trigger in the transaction of the change."""

    id = models.UUIDField(primary_key=True)
    municipality_id = models.IntegerField()
    number = models.CharField(_("permit number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=PermitKind)
    status = models.CharField(_("state"), max_length=10, choices=PermitStatus)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("expires on"))
    parcel_code = models.CharField(_("official code"), max_length=18)
    parcel_number = models.CharField(_("parcel number"), max_length=20)
    geom = models.MultiPolygonField(srid=settings.STORAGE_SRID, spatial_index=False)
    geom_3857 = models.GeneratedField(
        expression=TileGeometry("geom"),
        output_field=models.MultiPolygonField(srid=3857, spatial_index=False),
        db_persist=True,
    )
    point_3857 = models.GeneratedField(
        expression=LabelPoint("geom"),
        output_field=models.PointField(srid=3857, spatial_index=False),
        db_persist=True,
    )

    class Meta:
        indexes = [
            GistIndex(fields=["point_3857"], name="published_permit_tiles"),  # Usage: tiles of the permit layer
            models.Index(fields=["parcel_code"], name="published_permit_parcel"),  # Usage: the parcel's page
        ]

    def __str__(self) -> str:
        return self.number
