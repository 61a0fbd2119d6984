"""A case file (معاملة): where it stands, what happened, which land it holds, and what must be settled in it."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.documents.models import Document
from geo.municipalities.models import Municipality, Named
from parcels.register.models import BoundaryVersion, Parcel
from permits.cases.enums import ConditionStage, Opinion, Ruling, Silence, Trigger, Wanted


class Case(models.Model):
    """One request that is decided. The state moves only along the flow of its kind (flow.py and a trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    reference = models.CharField(_("case number"), max_length=40, unique=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    state = models.CharField(_("state"), max_length=30)
    state_since = models.DateTimeField(_("since"), auto_now_add=True)
    opened_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("opened by"))
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-opened_at"]
        indexes = [
            models.Index(fields=["municipality", "state"], name="case_inbox"),  # Usage: what waits, in the inbox
            models.Index(fields=["-opened_at", "-id"], name="case_latest"),  # Usage: all else in the inbox
        ]

    def __str__(self) -> str:
        return self.reference


class CaseEvent(models.Model):
    """A step that was taken: by whom, when, with what words."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    transition = models.CharField(_("step"), max_length=40)
    source = models.CharField(_("from"), max_length=30)
    target = models.CharField(_("to"), max_length=30)
    taken_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("by"))
    on_behalf_of = models.ForeignKey(  # under a delegation of signature; a trigger asks for it
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("on behalf of")
    )
    taken_at = models.DateTimeField(_("at"), auto_now_add=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["taken_at", "id"]


class Claim(models.Model):
    """A case holds a version of a parcel: changes of the land must ask it first. Shared by all kinds of case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="claims")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="claims")
    version = models.ForeignKey(BoundaryVersion, models.PROTECT)
    made_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "parcel"], condition=models.Q(released_at=None), name="claim_once_per_case"
            )
        ]
        indexes = [
            # Usage: a land change asks who holds a parcel.
            models.Index(fields=["parcel"], name="claim_live", condition=models.Q(released_at=None))
        ]


class AllowedStep(models.Model):
    """The pairs of states of every flow, written from code after each migration; triggers read them.

    `stage`: what must be settled before the case goes from one to the other (enums.Stage).
    """

    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=30)
    target = models.CharField(max_length=30)
    stage = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "source", "target"], name="allowed_step_once")]


class Dated(models.Model):
    """A row of data/reference that holds in a jurisdiction between two days; ended once, never rewritten."""

    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=60, default="SA")
    cites = models.CharField(_("source"), max_length=400)
    status = models.CharField(_("standing of the source"), max_length=20)

    class Meta:
        abstract = True


class Department(Named):
    """A department or body that is asked about cases (جهة): answered for by a role, or by those it names."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    people = models.ManyToManyField(User, blank=True, related_name="+", verbose_name=_("people"))

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code"]


class ReferralRoute(Dated):
    """Which department is asked, about which kind of case, where, and on what account; how long it has."""

    trigger = models.CharField(_("on account of"), max_length=10, choices=Trigger)
    value = models.CharField(_("kind, area or rule"), max_length=60)
    kind = models.CharField(_("only of the kind"), max_length=40, blank=True)
    place = models.CharField(_("only in the place"), max_length=6, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("department"))
    working_days = models.PositiveSmallIntegerField(_("working days"))
    silence = models.CharField(_("without an answer"), max_length=10, choices=Silence)

    class Meta:
        verbose_name = _("way to a department")
        verbose_name_plural = _("ways to departments")
        constraints = [
            models.UniqueConstraint(
                fields=["trigger", "value", "kind", "place", "department", "jurisdiction", "valid_from"],
                name="referral_route_once",
            )
        ]


class DecisionTerm(Dated):
    """How many working days an office has for a state of a kind of case; of all kinds where none is named."""

    kind = models.CharField(_("kind"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=30)
    working_days = models.PositiveSmallIntegerField(_("working days"))

    class Meta:
        verbose_name = _("term of a state")
        verbose_name_plural = _("terms of states")
        constraints = [
            models.UniqueConstraint(fields=["kind", "state", "jurisdiction", "valid_from"], name="decision_term_once")
        ]


class Holiday(Named, Dated):
    """Days off that come every year in a calendar: from a day of a month on, so many days."""

    code = models.CharField(_("code"), max_length=40)
    calendar = models.CharField(_("calendar"), max_length=10)
    month = models.PositiveSmallIntegerField(_("month"))
    day = models.PositiveSmallIntegerField(_("day"))
    days = models.PositiveSmallIntegerField(_("days"))

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [models.UniqueConstraint(fields=["code", "jurisdiction", "valid_from"], name="holiday_once")]


class InFile(models.Model):
    """What somebody put into the file of a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="%(class)ss")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["opened_at", "id"]


class Matter(InFile):
    """Something in the file that is open until somebody closes it, once."""

    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True)

    class Meta(InFile.Meta):
        abstract = True


class Referral(Matter):
    """A department is asked about a case (إحالة); what follows from its silence is kept as it was when it was asked."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    trigger = models.CharField(_("on account of"), max_length=10, choices=Trigger)
    hit = models.CharField(max_length=60, blank=True)
    question = models.TextField(_("question"), blank=True)
    due_on = models.DateField(_("answer by"))
    silence = models.CharField(_("without an answer"), max_length=10, choices=Silence)
    opinion = models.CharField(_("answer"), max_length=10, choices=Opinion, blank=True)
    answer = models.TextField(_("reasons"), blank=True)

    class Meta(Matter.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["case", "department"], condition=models.Q(closed_at=None), name="referral_once_open"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None) | ~models.Q(opinion=""), name="referral_answered"
            ),
        ]
        indexes = [
            # Usage: what waits for a department, in the inbox; what ran out of time, nightly.
            models.Index(fields=["municipality", "due_on"], name="referral_open", condition=models.Q(closed_at=None))
        ]


class Supplement(Matter):
    """The applicant is asked for something (استكمال): what was there before, and what he handed in."""

    wanted = models.CharField(_("what is asked for"), max_length=10, choices=Wanted)
    request = models.TextField(_("request"))
    due_on = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    geom_before = models.GeometryField(srid=settings.STORAGE_SRID, null=True, spatial_index=False)
    geom_after = models.GeometryField(srid=settings.STORAGE_SRID, null=True, spatial_index=False)
    withdrawn = models.BooleanField(default=False)


class Condition(Matter):
    """Something that must be met before a step (شرط): imposed with words, discharged with words."""

    text = models.TextField(_("condition"))
    stage = models.PositiveSmallIntegerField(_("to be met"), choices=ConditionStage)
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="conditions")
    discharge = models.TextField(_("how it was met"), blank=True)


class Appeal(Matter):
    """The applicant contests a step (تظلم), once, within the term that held on its day."""

    event = models.OneToOneField(CaseEvent, models.PROTECT, related_name="appeal")
    grounds = models.TextField(_("grounds"))
    last_day = models.DateField(_("until"))
    ruling = models.CharField(_("decision"), max_length=10, choices=Ruling, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)

    class Meta(Matter.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(closed_at=None) | ~models.Q(ruling=""), name="appeal_ruled")
        ]


class Comment(InFile):
    """Words in the file: among the office's people, or between them and the applicant. Never changed."""

    text = models.TextField(_("comment"))
    shared = models.BooleanField(_("the applicant reads it"), default=False)


class Assignment(InFile):
    """Who of the office works on a case from now on; nobody in particular where it names nobody. Never changed."""

    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("assigned to"))
