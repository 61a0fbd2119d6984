"""Land grants: who asks, the plots that may be given, which plot was allotted, and what was done until the deed."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geo.accounts.models import User
from geo.municipalities.models import Municipality, Named
from geo.parties.models import Party
from geo.printing.models import Printout
from parcels.plans.models import Plan
from parcels.register.models import BoundaryVersion, Parcel
from parcels.rights.models import Deed
from permits.cases.models import Case, Dated
from permits.draws.models import Draw
from permits.grants.enums import OVER, Basis, Duty, GrantState, PlotStatus, PoolState, Reason

#: Plots of one batch to the Ministry (DOMAIN 1.5: batches of 260 at most).
LARGEST_BATCH = 260


class AreaClass(Named, Dated):
    """A class of plots by area, square metres from `min_m2` up to but not including `max_m2`."""

    code = models.CharField(_("code"), max_length=20)
    min_m2 = models.DecimalField(_("from, m²"), max_digits=9, decimal_places=2)
    max_m2 = models.DecimalField(_("below, m²"), max_digits=9, decimal_places=2)

    class Meta:
        verbose_name = _("area class")
        verbose_name_plural = _("area classes")
        ordering = ["min_m2", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "jurisdiction", "valid_from"], name="area_class_once"),
            models.CheckConstraint(condition=models.Q(min_m2__lt=models.F("max_m2")), name="area_class_has_room"),
        ]


class GrantCondition(Named, Dated):
    """A condition of eligibility or an obligation of the grantee, by code. One that is not `active` is only shown."""

    code = models.CharField(_("code"), max_length=40)
    duty = models.CharField(_("about"), max_length=12, choices=Duty)
    value = models.DecimalField(_("value"), max_digits=9, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    active = models.BooleanField(_("in force"), default=False)

    class Meta:
        verbose_name = _("condition of grants")
        verbose_name_plural = _("conditions of grants")
        ordering = ["duty", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "jurisdiction", "valid_from"], name="grant_condition_once")
        ]


class GrantPlan(models.Model):
    """A plan whose plots are granted (مخطط منح): said by an office, on the order that says so. Never changed."""

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="grant_plan", verbose_name=_("plan"))
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    order = models.CharField(_("by order of"), max_length=200)
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("declared by"))
    declared_at = models.DateTimeField(_("declared"), auto_now_add=True)

    class Meta:
        verbose_name = _("grant plan")
        verbose_name_plural = _("grant plans")
        constraints = [models.CheckConstraint(condition=~models.Q(order=""), name="grant_plan_by_order")]


class Pool(models.Model):
    """Plots that are drawn together (وعاء القرعة): looked at, frozen under a hash, drawn, closed.

    `map_hash` is the SHA-256 of the list of its plots (pools.py: `body_of`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    title = models.CharField(_("title"), max_length=200)
    classes = ArrayField(models.CharField(max_length=20), verbose_name=_("area classes"))
    state = models.CharField(_("state"), max_length=10, choices=PoolState, default=PoolState.DRAFT)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    frozen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("frozen by"))
    frozen_at = models.DateTimeField(_("frozen"), null=True)
    map_hash = models.CharField(_("hash of the plots"), max_length=64, blank=True)
    draw = models.OneToOneField(Draw, models.PROTECT, null=True, related_name="pool", verbose_name=_("draw"))

    class Meta:
        verbose_name = pgettext_lazy("grants", "pool of plots")
        verbose_name_plural = pgettext_lazy("grants", "pools of plots")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.title


class PoolPlot(models.Model):
    """A plot of a grant plan as it was judged for a pool: the version of its boundary, and why it was left out.

    `held`: it is in a pool that is frozen and not yet closed. `area_m2` is on the ground.
    """

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="plots")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="+")
    version = models.ForeignKey(BoundaryVersion, models.PROTECT, related_name="+")
    code = models.CharField(_("official code"), max_length=18)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    area_m2 = models.DecimalField(_("area, m²"), max_digits=12, decimal_places=2)
    area_class = models.CharField(_("area class"), max_length=20, blank=True)
    street_m = models.DecimalField(_("width of the street, m"), max_digits=5, decimal_places=2, null=True)
    reasons = ArrayField(models.CharField(max_length=20, choices=Reason), default=list)
    held = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("plot")
        verbose_name_plural = _("plots")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "parcel"], name="pool_plot_once"),
            models.UniqueConstraint(fields=["parcel"], condition=models.Q(held=True), name="plot_in_one_frozen_pool"),
            models.CheckConstraint(condition=models.Q(held=False) | models.Q(reasons=[]), name="plot_held_fits"),
        ]


class Batch(models.Model):
    """Allotments that went to the Ministry's verification service together (دفعة), at most 260."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    number = models.CharField(_("number"), max_length=40, unique=True)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("grants", "batch")
        verbose_name_plural = pgettext_lazy("grants", "batches")
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return self.number


class Grant(models.Model):
    """A land grant (منحة أرض). Its state is that of its case; its rank in the queue is that of `completed_at`.

    `identifier_hash` is that of the grantee's party: it holds one live application a person over all offices.
    Areas are square metres on the ground.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="grant")
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    state = models.CharField(_("state"), max_length=20, choices=GrantState, default=GrantState.APPLIED)
    grantee = models.ForeignKey(Party, models.PROTECT, related_name="grants", verbose_name=_("grantee"))
    grantee_name = models.CharField(_("name of the grantee"), max_length=200)
    identifier_hash = models.CharField(max_length=64, editable=False)
    basis = models.CharField(_("basis"), max_length=20, choices=Basis)
    order_number = models.CharField(_("number of the order or request"), max_length=60)
    area_class = models.CharField(_("area class"), max_length=20)
    decree_area_m2 = models.DecimalField(_("area of the decree, m²"), max_digits=9, decimal_places=2)
    born_on = models.DateField(_("date of birth"), null=True)
    resident_since = models.DateField(_("resident here since"), null=True)
    completed_at = models.DateTimeField(_("data complete since"), null=True)
    deed = models.OneToOneField(Deed, models.PROTECT, null=True, related_name="grant", verbose_name=_("deed"))
    conditions_until = models.DateField(_("conditions until"), null=True)

    class Meta:
        verbose_name = pgettext_lazy("record", "land grant")
        verbose_name_plural = pgettext_lazy("record", "land grants")
        constraints = [
            models.UniqueConstraint(
                fields=["identifier_hash"], condition=~models.Q(state__in=sorted(OVER)), name="grant_one_live_a_person"
            ),
            models.CheckConstraint(condition=models.Q(decree_area_m2__gt=0), name="grant_of_some_area"),
        ]
        indexes = [
            # Usage: the queue of an office, and the rank in it.
            models.Index(fields=["municipality", "state", "completed_at"], name="grant_queue"),
            # Usage: earlier grants of a person; the citizen's answer.
            models.Index(fields=["identifier_hash"], name="grant_of_person"),
        ]

    def __str__(self) -> str:
        return str(self.case)


class Allotment(models.Model):
    """A plot is a grant's (تخصيص), by a draw or directly, until it is released: replaced, lapsed, cancelled, withdrawn.

    The database holds a plot for one grant, and a grant to one plot.
    """

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="allotments")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="grant_allotments")
    version = models.ForeignKey(BoundaryVersion, models.PROTECT, related_name="+")
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="allotments")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("allotted by"))
    made_at = models.DateTimeField(_("allotted"), auto_now_add=True)
    released_at = models.DateTimeField(_("released"), null=True)

    class Meta:
        verbose_name = _("allotment")
        verbose_name_plural = _("allotments")
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["parcel"], condition=models.Q(released_at=None), name="plot_granted_once"),
            models.UniqueConstraint(fields=["grant"], condition=models.Q(released_at=None), name="grant_of_one_plot"),
        ]


class GrantDecision(models.Model):
    """A decision of allocation (قرار التخصيص): its number, the land as it was described, areas on the ground.

    `boundaries` is a list of {"facing", "length_m", "words", "abutters_ar", "abutters_en"}. `revoked_at`: when the plot
    was replaced or the grant ended. Only the paper and the revocation are written later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="decisions", verbose_name=_("grant"))
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    allotment = models.OneToOneField(Allotment, models.PROTECT, related_name="decision")
    number = models.CharField(_("number of the decision"), max_length=40, unique=True)
    decided_on = models.DateField(_("day of the decision"))
    boundaries = models.JSONField(_("boundaries"))
    area_ground_m2 = models.DecimalField(_("area on the ground, m²"), max_digits=12, decimal_places=2)
    decree_area_m2 = models.DecimalField(_("area of the decree, m²"), max_digits=9, decimal_places=2)
    excess_m2 = models.DecimalField(_("excess, m²"), max_digits=12, decimal_places=2)
    verified_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("verified by"))
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    chain_hash = models.CharField(max_length=64)
    printout = models.ForeignKey(Printout, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        verbose_name = _("decision of allocation")
        verbose_name_plural = _("decisions of allocation")
        ordering = ["decided_on", "number"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("verified_by")), name="grant_decided_by_two"
            ),
            models.CheckConstraint(condition=models.Q(excess_m2__gte=0), name="grant_excess_not_negative"),
        ]

    def __str__(self) -> str:
        return self.number


class BatchEntry(models.Model):
    """A grant in a batch, at a place from 1 to 260."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="entries")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="batch_entries")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="batch_place_once"),
            models.UniqueConstraint(fields=["batch", "grant"], name="batch_grant_once"),
            models.CheckConstraint(
                condition=models.Q(position__gte=1, position__lte=LARGEST_BATCH), name="batch_of_260_at_most"
            ),
        ]


class StakeOut(models.Model):
    """Corners of a plot as they were staked and handed over (محضر تسليم); the last one counts. Never changed.

    `corners` are the observed corners in the order of the boundary, [east, north] in metres of the storage CRS;
    `worst_m` is the largest distance from the corner of the plan, metres.
    """

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="stake_outs")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    version = models.ForeignKey(BoundaryVersion, models.PROTECT, related_name="+")
    corners = models.JSONField(_("corners"))
    worst_m = models.FloatField(_("largest distance, m"))
    note = models.CharField(_("note"), max_length=1000, blank=True)
    staked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("staked by"))
    staked_at = models.DateTimeField(_("staked"), auto_now_add=True)

    class Meta:
        verbose_name = _("stake-out record")
        verbose_name_plural = _("stake-out records")
        ordering = ["staked_at", "id"]


class Heir(models.Model):
    """Whoever takes the place of a grantee who died (ورثة): a share of the whole, by a document. Never changed."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="heirs")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("heir"))
    name = models.CharField(_("name"), max_length=200)
    share_numerator = models.PositiveIntegerField(_("share"))
    share_denominator = models.PositiveIntegerField(_("of"))
    document = models.CharField(_("certificate of heirs"), max_length=100)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("heir")
        verbose_name_plural = _("heirs")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "party"], name="heir_once"),
            models.CheckConstraint(
                condition=models.Q(share_numerator__gte=1, share_numerator__lte=models.F("share_denominator")),
                name="heir_share_of_whole",
            ),
        ]


class PublishedPlot(models.Model):
    """What everyone may know of a plot of a grant plan: nobody's name. Kept by triggers; nobody else writes.

    `id` is that of the parcel.
    """

    id = models.UUIDField(primary_key=True)
    municipality_id = models.IntegerField()
    plan_id = models.BigIntegerField()
    code = models.CharField(_("official code"), max_length=18)
    area_class = models.CharField(_("area class"), max_length=20)
    status = models.CharField(_("state"), max_length=10, choices=PlotStatus)
    geom = models.MultiPolygonField(srid=settings.STORAGE_SRID, spatial_index=False)
    geom_3857 = models.MultiPolygonField(srid=3857, spatial_index=False)

    class Meta:
        verbose_name = _("granted plot")
        verbose_name_plural = _("granted plots")
        indexes = [GistIndex(fields=["geom_3857"], name="published_plot_tiles")]  # Usage: tiles of grant plots

    def __str__(self) -> str:
        return self.code
