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
from parcels.register.models import BoundaryVersion, Parcel
from permits.cases.models import Case
from permits.numbering_runs.enums import Decision, DoubtCode, ObjectionState, ProofState, Reach


class NumberingRun(Territorial):
    """One numbering of the parcels of an old district's plan; one at a time is open on a plan.

    `policy` is a text of parcels.numbering.policies, "" for the default walk; `settings` are those of the engine, in
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


class Cleaning(Territorial):
    """How the outlines of a run were cleaned for the engine; those of the register stay as they are.

    `accuracy_m` is that of the least accurate outline, None where no outline says. `tolerance_m` is None where no
    dated tolerance is recorded: then nothing was cleaned. `left` are parcels that their moves would have broken.
    """

    run = models.ForeignKey(NumberingRun, models.PROTECT, related_name="cleanings")
    made_at = models.DateTimeField(_("made"))
    accuracy_m = models.DecimalField(_("accuracy, m"), max_digits=6, decimal_places=3, null=True)
    tolerance_m = models.FloatField(_("tolerance, m"), null=True)
    cites = models.CharField(_("source of the tolerance"), max_length=400, blank=True)
    left = ArrayField(models.UUIDField(), default=list, verbose_name=_("left as they came"))

    class Meta:
        verbose_name = _("cleaning of outlines")
        verbose_name_plural = _("cleanings of outlines")

    def __str__(self) -> str:
        return f"{self.run_id}: {self.tolerance_m}"


class CleanedOutline(Territorial):
    """A parcel's outline as the engine saw it, where it differs from the register's `version`; storage CRS, metres.

    `corners` counts the corners that moved, and those of neighbours that were taken into a side; none moved farther
    than `farthest_m`.
    """

    cleaning = models.ForeignKey(Cleaning, models.PROTECT, related_name="outlines")
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="+", verbose_name=_("parcel"))
    version = models.ForeignKey(BoundaryVersion, models.PROTECT, related_name="+")
    corners = models.PositiveIntegerField(_("corners moved"))
    farthest_m = models.FloatField(_("farthest, m"))
    geom = surface()

    class Meta:
        verbose_name = _("cleaned outline")
        verbose_name_plural = _("cleaned outlines")
        constraints = [  # Usage: the outlines of a cleaning
            models.UniqueConstraint(fields=["cleaning", "parcel"], name="cleaned_outline_once")
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.farthest_m}"


class RunRevision(Territorial):
    """The whole numbering as it stood: every block in its order. Kept as written; the last counts.

    `score` is that of the whole: A, N12, W, W_front, p95_jump_m, pairs (see parcels.numbering.score). `cleaning` says
    on which outlines it was made; None for what was made before outlines were cleaned. `policy` is the one of the walk,
    None where it is that of the run.
    """

    run = models.ForeignKey(NumberingRun, models.PROTECT, related_name="revisions")
    cleaning = models.ForeignKey(Cleaning, models.PROTECT, null=True, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("revision"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"))
    reason = models.CharField(_("reason"), max_length=300)
    policy = models.CharField(_("policy"), max_length=60, null=True)
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
    `access` holds the place on the street chosen by a person for a parcel: {parcel id: [east, north]}, storage CRS.
    `numbers` are those that the policy gives, in walking order; empty where they are 1, 2, 3. `score` has A, N12, W,
    W_front, p95_jump_m, pairs and exceptions: [{code, before, after, distance_m}]; what is proven is in BlockProof.
    """

    revision = models.ForeignKey(RunRevision, models.PROTECT, related_name="blocks")
    place = models.PositiveSmallIntegerField(_("block"))
    block = models.ForeignKey(Block, models.PROTECT, null=True, related_name="+")
    geom = surface()
    order = ArrayField(models.UUIDField(), verbose_name=_("parcels in walking order"))
    numbers = ArrayField(models.CharField(max_length=20), default=list, verbose_name=_("numbers in walking order"))
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


class BlockProof(Territorial):
    """What is proven of a block's walk: no order of its parcels has a higher share of neighbours than `bound`.

    Written by a job some time after the revision; `gap` is how far below the bound the walk stays (0.02 = two points).
    Both are None where nothing was proven, and `state` says why.
    """

    block = models.OneToOneField(RunBlock, models.PROTECT, primary_key=True, related_name="proof")
    state = models.CharField(_("state"), max_length=12, choices=ProofState)
    bound = models.FloatField(_("proven bound"), null=True)
    gap = models.FloatField(_("gap to the bound"), null=True)
    proved_at = models.DateTimeField(_("proved"))

    class Meta:
        verbose_name = _("proof of a block")
        verbose_name_plural = _("proofs of blocks")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=ProofState.PROVED, bound__range=(0, 1), gap__range=(0, 1))
                | ~models.Q(state=ProofState.PROVED) & models.Q(bound=None, gap=None),
                name="block_proof_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.block_id}: {self.state}"


class StreetComparison(Territorial):
    """The blocks of a run held against the streets of the map, when a revision proposed them or the streets changed.

    `streets` is how many streets there were, 0 for none; `fingerprint` tells whether they are still the same.
    """

    run = models.ForeignKey(NumberingRun, models.PROTECT, related_name="comparisons")
    revision = models.ForeignKey(RunRevision, models.PROTECT, related_name="comparisons")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"))
    streets = models.PositiveIntegerField(_("streets"))
    fingerprint = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("comparison with the streets")
        verbose_name_plural = _("comparisons with the streets")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.streets}"


class Doubt(Territorial):
    """Where blocks and streets disagree: see parcels.numbering.streets.Disagreement.

    `groups` are lists of parcel ids. `key` is the same for the same disagreement in a later comparison of the run.
    """

    comparison = models.ForeignKey(StreetComparison, models.PROTECT, related_name="doubts")
    key = models.CharField(max_length=64)
    code = models.CharField(_("kind"), max_length=20, choices=DoubtCode)
    groups = models.JSONField(_("parcels"))

    class Meta:
        verbose_name = _("disagreement with the streets")
        verbose_name_plural = _("disagreements with the streets")
        ordering = ["id"]
        constraints = [  # Usage: the doubts of a comparison
            models.UniqueConstraint(fields=["comparison", "key"], name="doubt_once")
        ]

    def __str__(self) -> str:
        return f"{self.comparison_id}: {self.code}"


class DoubtDecision(Territorial):
    """What a person decided about a disagreement, and why; of several the last counts, all are kept."""

    doubt = models.ForeignKey(Doubt, models.PROTECT, related_name="decisions")
    decision = models.CharField(_("decision"), max_length=8, choices=Decision)
    reason = models.CharField(_("reason"), max_length=300)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("decision on a disagreement")
        verbose_name_plural = _("decisions on disagreements")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="doubt_decision_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.doubt_id}: {self.decision}"


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


class PublishedRunBlock(models.Model):
    """What everyone may know of a block of a published run: its scores and what is proven; kept by triggers."""

    run_id = models.UUIDField()
    municipality_id = models.IntegerField()
    place = models.PositiveSmallIntegerField(_("block"))
    block_label = models.CharField(_("block"), max_length=20)
    parcels = models.PositiveIntegerField(_("parcels"))
    neighbours = models.FloatField(_("neighbours"), null=True)
    within_reach = models.FloatField(_("within reach"), null=True)
    walk = models.FloatField(_("walk"), null=True)
    proof = models.CharField(_("proof"), max_length=12, choices=ProofState, blank=True)
    bound = models.FloatField(_("proven bound"), null=True)
    gap = models.FloatField(_("gap to the bound"), null=True)

    class Meta:
        verbose_name = _("block of a published numbering")
        verbose_name_plural = _("blocks of published numberings")
        ordering = ["run_id", "place"]
        constraints = [  # Usage: the blocks of a published run under /api/
            models.UniqueConstraint(fields=["run_id", "place"], name="published_run_block_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.place}"
