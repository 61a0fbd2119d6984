"""Permit applications, what the rules said of them, and the permits that were issued."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.municipalities.models import Migrated, Municipality, Named
from geo.parties.models import Party
from geo.printing.models import Printout
from geo.spatial.functions import LabelPoint, TileGeometry
from parcels.register.models import BoundaryVersion, Parcel
from permits.applications.enums import PermitKind, PermitStatus, Place, Stage, Wish
from permits.cases.models import Case, Dated
from permits.payments.enums import Unit
from permits.payments.models import Fee


def on_land(name: str) -> models.CheckConstraint:
    """Return the check that works stand on a parcel, and only excavations on none."""
    somewhere = models.Q(parcel__isnull=False, version__isnull=False)
    nowhere = models.Q(parcel__isnull=True, version__isnull=True)
    dug = models.Q(kind=PermitKind.EXCAVATION)
    return models.CheckConstraint(condition=(dug & nowhere) | (~dug & somewhere), name=name)


class SimpleKind(Named, Dated):
    """A kind of permit that a municipal body has added as data (shop sign, site preparation): dated, ended once.

    It holds in the body of `office_code` and those below it; where none is named, in the whole jurisdiction. What
    `fields`, `papers`, `rules` and `conditions` hold is told, and checked, by simple.py. `counted` is what a tariff is
    multiplied by: the code of a field, "area" for the ground covered (m²), or nothing for once.
    """

    code = models.SlugField(_("code"), max_length=40)
    office_code = models.CharField(_("only in the body with the code"), max_length=6, blank=True)
    place = models.CharField(_("where"), max_length=10, choices=Place)
    fields = models.JSONField(_("fields"), default=list, blank=True)
    papers = models.JSONField(_("papers that are needed"), default=list, blank=True)
    rules = models.JSONField(_("rules"), default=list)
    conditions = models.JSONField(_("conditions"), default=list, blank=True)
    tariff = models.CharField(_("tariff"), max_length=60)
    renewal_tariff = models.CharField(_("tariff of a renewal"), max_length=60)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    counted = models.CharField(_("counted by"), max_length=40, blank=True)
    term_amount = models.PositiveSmallIntegerField(_("term"))
    term_unit = models.CharField(_("unit of the term"), max_length=20)
    with_works = models.BooleanField(_("works begin, end and are inspected"), default=False)

    class Meta:
        verbose_name = _("simple kind of permit")
        verbose_name_plural = _("simple kinds of permit")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "office_code", "jurisdiction", "valid_from"], name="simple_kind_once"
            ),
            models.CheckConstraint(condition=models.Q(term_amount__gte=1), name="simple_kind_has_a_term"),
        ]

    def __str__(self) -> str:
        return self.local_name

    def clean(self) -> None:
        """Refuse what nothing could be made of. Errors: ValidationError."""
        from permits.applications.simple import check_row  # the rules that it may name need these models

        check_row(self)


class Grounded(Migrated):
    """A record of works; those on land have a boundary version, those in streets have none."""

    class Meta:
        abstract = True

    @property
    def ground(self) -> BoundaryVersion:
        """The boundary version on which the works stand. Errors: ValueError for works in streets."""
        version: BoundaryVersion | None = getattr(self, "version")  # noqa: B009 - the field is the subclass's
        if version is None:
            raise ValueError("works on no parcel")
        return version


class PermitApplication(Grounded):
    """An application for a permit on one parcel; it pins the boundary version it was checked against.

    `works` is what is asked for, in the storage CRS: for fencing the fence line. Works in streets stand on no parcel.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="application")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    kind = models.CharField(_("kind"), max_length=20, choices=PermitKind)
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, related_name="applications", verbose_name=_("parcel"))
    version = models.ForeignKey(BoundaryVersion, models.PROTECT, null=True, verbose_name=_("boundary version"))
    applicant = models.ForeignKey(Party, models.PROTECT, verbose_name=_("applicant"))
    works = models.GeometryField(_("works"), srid=settings.STORAGE_SRID, spatial_index=False)
    details = models.JSONField(_("details"), default=dict)
    simple = models.ForeignKey(
        SimpleKind, models.PROTECT, null=True, related_name="applications", verbose_name=_("simple kind")
    )

    class Meta:
        verbose_name = _("permit application")
        verbose_name_plural = _("permit applications")
        constraints = [
            on_land("application_on_land"),
            models.CheckConstraint(
                condition=models.Q(kind=PermitKind.SIMPLE, simple__isnull=False)
                | (~models.Q(kind=PermitKind.SIMPLE) & models.Q(simple=None)),
                name="application_names_its_simple_kind",
            ),
        ]
        indexes = [GistIndex(fields=["works"], name="application_works")]  # Usage: what else is asked for near a place


class Assessment(models.Model):
    """One run of the rules: findings with their evidence, kept as they were."""

    application = models.ForeignKey(PermitApplication, models.PROTECT, related_name="assessments")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    version = models.ForeignKey(BoundaryVersion, models.PROTECT, null=True)
    judged_at = models.DateTimeField(auto_now_add=True)
    judged_on = models.DateField(_("rules in force on"))
    judged_by = models.ForeignKey(User, models.PROTECT)
    answer = models.CharField(max_length=10)
    findings = models.JSONField()

    class Meta:
        ordering = ["judged_at", "id"]


class Permit(Grounded):
    """An issued permit (رخصة): numbered once; its term is computed once, in the calendar that the law names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.OneToOneField(PermitApplication, models.PROTECT, related_name="permit")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    kind = models.CharField(_("kind"), max_length=20, choices=PermitKind)
    number = models.CharField(_("permit number"), max_length=40, unique=True)
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, related_name="permits")
    version = models.ForeignKey(BoundaryVersion, models.PROTECT, null=True)
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
        constraints = [on_land("permit_on_land")]
        indexes = [
            # Usage: what is still to be printed (tasks.print_missing).
            models.Index(
                fields=["municipality"],
                condition=models.Q(printout=None, revoked_at=None),
                name="permit_without_paper",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Inspection(models.Model):
    """What an inspector found of a stage of the works: written once, never changed; the latest of a stage counts.

    `as_built` is the footprint as it was measured (storage CRS), `deviation_m` how far it leaves the permitted one at
    most, metres; `within_m` is the dated tolerance that it was held against.
    """

    application = models.ForeignKey(PermitApplication, models.PROTECT, related_name="inspections")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    passed = models.BooleanField(_("passed"))
    note = models.CharField(_("note"), max_length=1000, blank=True)
    as_built = models.MultiPolygonField(_("as built"), srid=settings.STORAGE_SRID, null=True, spatial_index=False)
    deviation_m = models.DecimalField(_("deviation, m"), max_digits=8, decimal_places=3, null=True)
    within_m = models.DecimalField(_("tolerance, m"), max_digits=6, decimal_places=3, null=True)
    inspected_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("inspected by"))
    inspected_at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ["inspected_at", "id"]


class PermitRequest(models.Model):
    """What is asked for of an issued permit: its renewal, or its transfer to a new owner. Another person decides."""

    permit = models.ForeignKey(Permit, models.PROTECT, related_name="requests")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    what = models.CharField(_("what"), max_length=10, choices=Wish)
    holder = models.ForeignKey(Party, models.PROTECT, null=True, verbose_name=_("new owner"))
    holder_name = models.CharField(_("new owner's name"), max_length=200, blank=True)
    deed_number = models.CharField(_("deed number"), max_length=30, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("request for a permit")
        verbose_name_plural = _("requests for permits")
        ordering = ["asked_at", "id"]


class PermitEdition(models.Model):
    """A later state of a permit under the same number: a new term, or a new holder, on a new paper.

    The permit as it was issued is its first edition; these begin with the second.
    """

    permit = models.ForeignKey(Permit, models.PROTECT, related_name="editions")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    number = models.PositiveSmallIntegerField(_("edition"))
    request = models.OneToOneField(PermitRequest, models.PROTECT, related_name="edition")
    holder = models.ForeignKey(Party, models.PROTECT, related_name="+")
    holder_name = models.CharField(_("holder"), max_length=200)
    former_expires_on = models.DateField()
    expires_on = models.DateField(_("expires on"))
    term_text = models.CharField(_("term"), max_length=100)
    fee = models.OneToOneField(Fee, models.PROTECT, null=True, related_name="+")  # of a renewal: a trigger asks for it
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("edition of a permit")
        verbose_name_plural = _("editions of permits")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["permit", "number"], name="permit_edition_once")]


class OccupancyCertificate(models.Model):
    """The certificate that a finished building may be used (شهادة إشغال): numbered once, with its paper."""

    permit = models.OneToOneField(Permit, models.PROTECT, primary_key=True, related_name="occupancy")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    number = models.CharField(_("certificate number"), max_length=40, unique=True)
    issued_on = models.DateField(_("issued on"))
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    chain_hash = models.CharField(max_length=64)
    printout = models.OneToOneField(Printout, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("occupancy certificate")
        verbose_name_plural = _("occupancy certificates")

    def __str__(self) -> str:
        return self.number


class PublishedPermit(models.Model):
    """What everyone may know of a permit: kept by a trigger in the transaction of the change."""

    id = models.UUIDField(primary_key=True)
    municipality_id = models.IntegerField()
    number = models.CharField(_("permit number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=PermitKind)
    simple = models.ForeignKey(SimpleKind, models.PROTECT, null=True, related_name="+")
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
            GistIndex(fields=["geom"], name="published_permit_at"),  # Usage: permits at a place on a past day
            models.Index(fields=["parcel_code"], name="published_permit_parcel"),  # Usage: the parcel's page
        ]

    def __str__(self) -> str:
        return self.number
