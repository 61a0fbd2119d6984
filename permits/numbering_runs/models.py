"""Numbering runs, their revisions block by block, the objections to them, and the numbers that were frozen."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.municipalities.models import in_language
from geo.parties.models import Party
from geo.printing.models import Printout
from parcels.plans.models import Block, Plan, Territorial, surface
from parcels.register.models import Parcel
from permits.cases.models import Case
from permits.numbering_runs.enums import ObjectionState, Reach


class NumberingRun(Territorial):
    """One numbering of the parcels of an old district's plan; one at a time is open on a plan.

    `policy` is a code of parcels.numbering, "" for the default walk; `settings` are those of the engine, lengths in
    metres. `published_at` and `objections_until` are those of the last publication; the last day counts.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="numbering_run")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="numbering_runs", verbose_name=_("plan"))
    policy = models.CharField(_("policy"), max_length=60, blank=True)
    settings = models.JSONField(_("settings"), default=dict)
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("started by"))
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True)
    objections_until = models.DateField(_("last day for objections"), null=True)
    objection_cites = models.CharField(_("source of the days"), max_length=400, blank=True)
    frozen_at = models.DateTimeField(_("frozen"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    printout = models.OneToOneField(Printout, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("numbering run")
        verbose_name_plural = _("numbering runs")
        ordering = ["-started_at", "case_id"]
        constraints = [
            models.UniqueConstraint(fields=["plan"], condition=models.Q(closed_at=None), name="numbering_run_one_open"),
            models.CheckConstraint(
                condition=models.Q(published_at=None, objections_until=None)
                | models.Q(published_at__isnull=False, objections_until__isnull=False),
                name="numbering_run_published_with_days",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)


class RunRevision(Territorial):
    """The whole numbering as it stood: every block in its order. Kept as written; the last counts.

    `score` is that of the whole: A, N12, W, W_front, p95_jump_m, pairs (see parcels.numbering.score).
    """

    run = models.ForeignKey(NumberingRun, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("revision"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"))
    reason = models.CharField(_("reason"), max_length=300)
    score = models.JSONField(_("score"))

    class Meta:
        verbose_name = _("revision of a run")
        verbose_name_plural = _("revisions of a run")
        ordering = ["number"]
        constraints = [  # Usage: the last revision; two who save at once
            models.UniqueConstraint(fields=["run", "number"], name="run_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"


class RunBlock(Territorial):
    """One block of a revision: its outline, its parcels in walking order, which of them stay where they are.

    `place` counts from 1 in block order. `block` is the block of the register, made when the run is first published.
    `access` holds the edge chosen by a person for a parcel: {parcel id: [east, north]}. `score` has A, N12, W, W_front,
    p95_jump_m, pairs, bound (the proven upper bound on A, or null) and exceptions: [{code, before, after, distance_m}].
    """

    revision = models.ForeignKey(RunRevision, models.PROTECT, related_name="blocks")
    place = models.PositiveSmallIntegerField(_("block"))
    block = models.ForeignKey(Block, models.PROTECT, null=True, related_name="+")
    geom = surface()
    order = ArrayField(models.UUIDField(), verbose_name=_("parcels in walking order"))
    locked = ArrayField(models.UUIDField(), default=list, verbose_name=_("locked parcels"))
    access = models.JSONField(_("chosen accesses"), default=dict)
    score = models.JSONField(_("score"))

    class Meta:
        verbose_name = _("block of a run")
        verbose_name_plural = _("blocks of a run")
        ordering = ["place"]
        constraints = [  # Usage: the blocks of a revision in order
            models.UniqueConstraint(fields=["revision", "place"], name="run_block_once")
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.place}"


class Objection(Territorial):
    """What somebody says against published numbers: about a parcel or a place, with words; answered once.

    Whoever is known to the register is `party`; otherwise name and telephone, which only the office sees. `reach` says
    whose numbers an upheld objection withdrew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(NumberingRun, models.PROTECT, related_name="objections")
    number = models.PositiveSmallIntegerField(_("objection"))
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, related_name="+", verbose_name=_("parcel"))
    geom = models.PointField(_("place"), srid=settings.STORAGE_SRID, null=True, spatial_index=False)
    text = models.TextField(_("objection"), max_length=2000)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", verbose_name=_("objector"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    phone = models.CharField(_("mobile"), max_length=20, blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("received by"))
    request_id = models.UUIDField(unique=True)
    state = models.CharField(_("state"), max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    reach = models.CharField(_("numbers withdrawn"), max_length=10, choices=Reach, blank=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by"))
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="objection_number_once"),
            models.CheckConstraint(
                condition=models.Q(parcel__isnull=False) | models.Q(geom__isnull=False), name="objection_has_a_place"
            ),
            models.CheckConstraint(
                condition=models.Q(state=ObjectionState.OPEN, answered_by=None, answered_at=None, answer="", reach="")
                | ~models.Q(state=ObjectionState.OPEN)
                & ~models.Q(answer="")
                & models.Q(answered_by__isnull=False, answered_at__isnull=False),
                name="objection_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"


class FrozenNumber(Territorial):
    """A number as it was frozen. Written by the database with the freezing; from then on nothing changes it."""

    parcel = models.OneToOneField(Parcel, models.PROTECT, primary_key=True, related_name="+")
    run = models.ForeignKey(NumberingRun, models.PROTECT, related_name="frozen_numbers")
    block = models.ForeignKey(Block, models.PROTECT, related_name="+")
    label = models.CharField(_("parcel number"), max_length=20)
    code = models.CharField(_("parcel code"), max_length=18, unique=True)

    class Meta:
        verbose_name = _("frozen number")
        verbose_name_plural = _("frozen numbers")

    def __str__(self) -> str:
        return self.code


class PublishedRun(models.Model):
    """What everyone may know of a published run; kept by triggers, nobody else writes. No word of any person."""

    run_id = models.UUIDField(primary_key=True)
    municipality_id = models.IntegerField()
    municipality_name = models.CharField(max_length=200)
    municipality_name_en = models.CharField(max_length=200)
    plan_id = models.BigIntegerField()
    district_id = models.BigIntegerField()
    district_name = models.CharField(max_length=200)
    district_name_en = models.CharField(max_length=200)
    reference = models.CharField(_("case number"), max_length=40)
    published_at = models.DateTimeField(_("published"))
    objections_until = models.DateField(_("last day for objections"))
    objection_cites = models.CharField(_("source of the days"), max_length=400)
    hears = models.BooleanField(_("open to objections"))
    frozen_at = models.DateTimeField(_("frozen"), null=True)

    class Meta:
        verbose_name = _("published numbering")
        verbose_name_plural = _("published numberings")
        ordering = ["-published_at", "run_id"]
        indexes = [
            models.Index(fields=["district_id"], name="published_run_district")  # Usage: the district page
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def local_district(self) -> str:
        """Return the name of the district in the language of the reader."""
        return in_language(self.district_name, self.district_name_en)

    @property
    def local_municipality(self) -> str:
        """Return the name of the office in the language of the reader."""
        return in_language(self.municipality_name, self.municipality_name_en)
