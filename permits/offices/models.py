"""Offices that act through programs, for whom they act, what they filed, and whom their programs are told."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from permits.cases.models import Case
from permits.offices.enums import OfficeKind


class Office(models.Model):
    """An engineering office, contractor or utility (مكتب هندسي، مقاول، شركة خدمات) with the days of its licence.

    `account` is in whose name its programs act when no person does; nobody can sign in with it. Licences are public.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=OfficeKind)
    name = models.CharField(_("name"), max_length=200)
    registration_number = models.CharField(_("registration number"), max_length=10, unique=True)
    identifier_hash = models.CharField(max_length=64, editable=False)  # of that number: the office applies for itself
    licence_number = models.CharField(_("licence number"), max_length=40)
    licensed_from = models.DateField(_("licensed from"))
    licensed_until = models.DateField(_("licensed until"))
    stopped_on = models.DateField(_("stopped on"), null=True, blank=True)
    registered_by = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("registered by"))
    account = models.OneToOneField(User, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("registered office")
        verbose_name_plural = _("registered offices")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(licensed_until__gte=models.F("licensed_from")), name="office_licence_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(registration_number__regex=r"^[0-9]{10}$"), name="office_registration_ten_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfficeMember(models.Model):
    """A person of an office between dates: keeps its programs, and may let one of them act in his own name."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="members", verbose_name=_("registered office"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("user"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("person of an office")
        verbose_name_plural = _("people of offices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="office_member_dates_in_order",
            ),
            # Usage: selectors.offices_of
            models.UniqueConstraint(fields=["user", "office", "starts_on"], name="office_member_once"),
        ]


class Mandate(models.Model):
    """An applicant's mandate (تفويض): the office may apply in his name in a municipality between two days.

    The identity number is kept as its keyed hash only; written once and revoked once.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="mandates", verbose_name=_("registered office"))
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("place"))
    identifier_hash = models.CharField(max_length=64, editable=False)
    document_number = models.CharField(_("number of the mandate"), max_length=60)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("mandate of an applicant")
        verbose_name_plural = _("mandates of applicants")
        ordering = ["-recorded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="mandate_dates_in_order"
            ),
            # Usage: the key that holds a filing in the place of its mandate
            models.UniqueConstraint(fields=["id", "municipality"], name="mandate_in_municipality"),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="mandate_revoked_by_someone",
            ),
        ]
        indexes = [
            # Usage: whether an office may apply for somebody (policies.mandate_of, the guard of a filing)
            models.Index(fields=["office", "identifier_hash"], name="mandate_of_applicant")
        ]


class Program(models.Model):
    """A program of an office: the OAuth client with which it asks for tokens. Closed once, never opened again."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="programs", verbose_name=_("registered office"))
    client = models.OneToOneField(
        settings.OAUTH2_PROVIDER_APPLICATION_MODEL, models.PROTECT, related_name="program", editable=False
    )
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    class Meta:
        verbose_name = _("program of an office")
        verbose_name_plural = _("programs of offices")
        ordering = ["-made_at"]


class Filing(models.Model):
    """An application that an office filed through a program; a trigger asks for licence and mandate. Never changed."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="filing")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="filings")
    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="+")
    identifier_hash = models.CharField(max_length=64, editable=False)
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(auto_now_add=True)


class Webhook(models.Model):
    """An address of an office that is told what becomes of its applications; the secret that signs is encrypted."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="webhooks")
    url = models.URLField(_("address"), max_length=500)
    secret_encrypted = models.BinaryField(editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("address that is told")
        verbose_name_plural = _("addresses that are told")
        ordering = ["-made_at"]


class Delivery(models.Model):
    """One message for one address: its bytes never change, so that a repeat is known as one by its id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries")
    event = models.CharField(_("event"), max_length=60)
    body = models.TextField(_("content"))
    made_at = models.DateTimeField(auto_now_add=True)
    message = models.ForeignKey("outbox.Message", models.PROTECT, null=True, related_name="+")
    answered = models.PositiveSmallIntegerField(_("answer"), null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "id"]
        indexes = [models.Index(fields=["webhook", "-made_at"], name="delivery_log")]  # Usage: the log page


class PastPermit(models.Model):
    """A permit of another system (سجل سابق), kept as its source told it; never one of our numbers.

    `facts` is what else the source says and names nobody.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("office"))
    source = models.CharField(_("source"), max_length=40)
    number = models.CharField(_("number in the source"), max_length=60)
    kind = models.CharField(_("kind"), max_length=120)
    state = models.CharField(_("state"), max_length=80)
    applied_on = models.DateField(_("applied"), null=True)
    issued_on = models.DateField(_("issued on"), null=True)
    completed_on = models.DateField(_("completed"), null=True)
    facts = models.JSONField(default=dict)
    brought_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("past permit")
        verbose_name_plural = _("past permits")
        constraints = [
            # Usage: import_permits again, which brings nothing twice
            models.UniqueConstraint(fields=["source", "number"], name="past_permit_once"),
            # Usage: the key that holds a place in the office of its permit
            models.UniqueConstraint(fields=["id", "municipality"], name="past_permit_in_municipality"),
        ]


class PastPlace(models.Model):
    """One of the places of a past permit, longitude and latitude in degrees (WGS 84) as the source has them.

    `geom` is the same point in the storage CRS; empty where that system is not meant to be used.
    """

    permit = models.ForeignKey(PastPermit, models.PROTECT, related_name="places")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=40)
    address = models.CharField(_("address"), max_length=200, blank=True)
    longitude = models.FloatField()
    latitude = models.FloatField()
    geom = models.PointField(srid=settings.STORAGE_SRID, null=True, spatial_index=False)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["permit", "place"], name="past_place_once")]
