"""Parcels: identity, boundary versions, boundary points, numbers and states."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db.models.functions import Sqrt
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.municipalities.models import Migrated, Municipality
from geo.spatial.functions import ArabicFold, GridArea, InnerPoint
from parcels.plans.models import Block, District, Plan, Territorial, clearance, surface, tile_surface
from parcels.register.enums import AliasKind, LineageKind, ParcelState


class Parcel(Migrated, Territorial):
    """The identity of a parcel (قطعة; LADM LA_SpatialUnit). Its shape is in its boundary versions. Never deleted.

    `block_label` and `parcel_label` are the official strings: those of the approved plan, or the number allotted.
    `code` is MMM DDD BBB PPPP SSS and two check digits (ISO 7064 MOD 97-10), written by the database only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(  # its index is that of parcel_in_municipality
        Municipality, models.PROTECT, db_index=False, verbose_name=_("municipality")
    )
    district = models.ForeignKey(District, models.PROTECT, related_name="parcels", verbose_name=_("district"))
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="parcels", verbose_name=_("plan"))
    block = models.ForeignKey(
        Block, models.PROTECT, null=True, blank=True, related_name="parcels", verbose_name=_("block")
    )
    parcel_label = models.CharField(_("parcel number"), max_length=20, blank=True)
    code = models.CharField(_("parcel code"), max_length=18, null=True, blank=True)
    state = models.CharField(_("state"), max_length=24, choices=ParcelState, default=ParcelState.PROPOSED)
    state_since = models.DateTimeField(_("since"), auto_now_add=True)
    deed_area_m2 = models.DecimalField(
        _("area in the deed, m²"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    created_at = models.DateTimeField(_("entered"), auto_now_add=True)

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = [
            # Usage: row level security; the key that holds an outline in its parcel's municipality. In this order,
            # that check finds the row by both columns, where an index on the municipality alone reads half of it.
            models.UniqueConstraint(fields=["municipality", "id"], name="parcel_in_municipality"),
            models.UniqueConstraint(fields=["code"], name="parcel_code_once"),
            models.UniqueConstraint(
                fields=["source_system", "source_id"],
                condition=~models.Q(source_id=""),
                name="parcel_source_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code or str(self.id)


class BoundaryVersion(Territorial):
    """One shape of a parcel: true in law during `valid`, held by this register during `recorded`.

    Surfaces in the storage CRS, metres, snapped to 1 mm. A changed shape is a new row; a row is only ever closed.
    """

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="boundaries", verbose_name=_("parcel"))
    geom = surface()
    several_parts = models.BooleanField(_("of several parts"), default=False)
    valid = DateTimeRangeField(_("true in law"))
    recorded = DateTimeRangeField(_("held by the register"))
    area_grid_m2 = models.GeneratedField(
        expression=GridArea("geom"),
        output_field=models.FloatField(_("area on the grid, m²")),
        db_persist=True,
    )
    accuracy_m = models.DecimalField(_("accuracy, m"), max_digits=6, decimal_places=3, null=True)
    source = models.CharField(_("source"), max_length=200)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, verbose_name=_("recorded by"))

    class Meta:
        verbose_name = _("boundary version")
        verbose_name_plural = _("boundary versions")
        constraints = [
            ExclusionConstraint(
                name="boundary_one_at_a_time",
                expressions=[
                    ("parcel", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]
        indexes = [
            # Usage: the overlap trigger and every rule that asks what lies here.
            # As an expression: from a field alone, Django's PostGIS backend makes the index without its condition.
            GistIndex(models.F("geom"), name="boundary_held", condition=models.Q(recorded__upper_inf=True)),
            # Usage: what the register said of a place on a past day.
            GistIndex(models.F("geom"), name="boundary_past", condition=models.Q(recorded__upper_inf=False)),
        ]


class BoundaryPoint(models.Model):
    """A boundary mark: neighbours share it, surveys observe it. One per millimetre of the grid.

    `municipalities` are those in whose territory a parcel stands on the point; row level security compares them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    geom = models.PointField(_("place"), srid=settings.STORAGE_SRID, spatial_index=False)
    x_mm = models.BigIntegerField()
    y_mm = models.BigIntegerField()
    municipalities = ArrayField(models.IntegerField())
    first_recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("boundary point")
        verbose_name_plural = _("boundary points")
        # Usage: what lies on a vertex; surveys look for marks near a point, a strip of which is a range of it.
        constraints = [models.UniqueConstraint(fields=["x_mm", "y_mm"], name="boundary_point_once")]


class NumberCounter(models.Model):
    """The last parcel number of a block: locked by whoever allots."""

    block = models.OneToOneField(Block, models.PROTECT, primary_key=True)
    last_number = models.PositiveSmallIntegerField(default=0)


class AllottedNumber(Territorial):
    """A number that was given out in a block; it stays taken, whatever becomes of the parcel."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, db_index=False, verbose_name=_("municipality"))
    block = models.ForeignKey(Block, models.PROTECT, db_index=False)  # its index is that of number_never_twice
    number = models.PositiveSmallIntegerField(_("number"))
    suffix = models.PositiveSmallIntegerField(_("suffix"), default=0)
    parcel = models.ForeignKey(Parcel, models.PROTECT)
    request_id = models.UUIDField()
    allotted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("allotted number")
        verbose_name_plural = _("allotted numbers")
        constraints = [
            models.UniqueConstraint(fields=["block", "number", "suffix"], name="number_never_twice"),
            models.UniqueConstraint(fields=["request_id", "parcel"], name="number_once_per_request"),
        ]


class StateTransition(models.Model):
    """A pair of states that may follow each other; written from enums.STATE_TRANSITIONS, read by a trigger."""

    source = models.CharField(max_length=24)
    target = models.CharField(max_length=24)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="state_transition_once")]


class StateChange(Territorial):
    """A parcel changed its state: written by the database in the same transaction."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, db_index=False, verbose_name=_("municipality"))
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="state_changes")
    source = models.CharField(max_length=24, choices=ParcelState)
    target = models.CharField(max_length=24, choices=ParcelState)
    changed_at = models.DateTimeField()
    changed_by_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["changed_at", "id"]


class LineageEvent(Territorial):
    """One change of land (LADM LA_Source of a spatial unit): what, when in law, by whose decision, on which case.

    `gained` is land that came from no parcel, `released` land that went to none: streets, mostly. `residual_m2` is what
    the millimetre grid added to or took from the area.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=LineageKind)
    request_id = models.UUIDField(unique=True)
    happened_at = models.DateTimeField(_("true in law since"))
    recorded_at = models.DateTimeField(_("recorded"))
    case_id = models.UUIDField(null=True)
    reason = models.CharField(_("reason"), max_length=300)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name=_("decided by"))
    residual_m2 = models.FloatField(_("residual, m²"))
    gained = models.MultiPolygonField(_("gained"), srid=settings.STORAGE_SRID, null=True, spatial_index=False)
    released = models.MultiPolygonField(_("released"), srid=settings.STORAGE_SRID, null=True, spatial_index=False)

    class Meta:
        verbose_name = _("change of land")
        verbose_name_plural = _("changes of land")


class LineageLink(Territorial):
    """Land that passed from one parcel to another, or stayed, in one change: m² on the grid, and shares of each."""

    event = models.ForeignKey(LineageEvent, models.PROTECT, related_name="links")
    parent = models.ForeignKey(Parcel, models.PROTECT, related_name="links_down")
    child = models.ForeignKey(Parcel, models.PROTECT, related_name="links_up")
    area_m2 = models.FloatField(_("area, m²"))
    parent_share = models.FloatField(_("share of the former"))
    child_share = models.FloatField(_("share of the new"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "parent", "child"], name="lineage_link_once")]


class Alias(Migrated, Territorial):
    """Another name by which people know a parcel; kept when the parcel is retired."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="aliases", verbose_name=_("parcel"))
    kind = models.CharField(_("kind"), max_length=20, choices=AliasKind)
    text = models.CharField(_("name"), max_length=200)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name=_("recorded by"))

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [models.UniqueConstraint(fields=["parcel", "kind", "text"], name="alias_once")]


class PublishedName(models.Model):
    """A name that leads to land beside the number of today: numbers of retired parcels, other names. Everyone's.

    Kept by triggers and never removed: an old number still leads to the land of today. The names of block, plan and
    district are those of the time. Deed wordings and meters may tell of persons: they are not here.
    """

    parcel_id = models.UUIDField()
    municipality_id = models.IntegerField()
    kind = models.CharField(max_length=20)
    text = models.CharField(max_length=200)
    folded = models.GeneratedField(
        expression=ArabicFold("text"), output_field=models.CharField(max_length=200), db_persist=True
    )
    block_label = models.CharField(max_length=20)
    plan_number = models.CharField(max_length=40)
    district_name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parcel_id", "kind", "text"], name="published_name_once")]
        indexes = [
            models.Index(fields=["folded", "block_label"], name="published_name_exact"),  # Usage: the resolver
            GinIndex(  # Usage: the resolver, names of land by parts of them
                OpClass(models.F("folded"), "gin_trgm_ops"),
                name="published_name_words",
                condition=~models.Q(kind__in=["number", "code"]),
            ),
        ]


class PublishedParcel(models.Model):
    """What everyone may know of a numbered parcel: the source of tiles, public pages and exports.

    Kept by triggers in the transaction of the change; nobody else writes.
    """

    id = models.UUIDField(primary_key=True)
    version_id = models.BigIntegerField()
    municipality_id = models.IntegerField()
    municipality_name = models.CharField(_("municipality"), max_length=200)
    municipality_name_en = models.CharField(_("municipality in English"), max_length=200)
    district_id = models.BigIntegerField()
    district_code = models.CharField(_("district code"), max_length=3)
    district_name = models.CharField(_("district"), max_length=200)
    district_name_en = models.CharField(_("district in English"), max_length=200)
    district_kind = models.CharField(_("kind of district"), max_length=10)
    plan_id = models.BigIntegerField()
    plan_number = models.CharField(_("plan number"), max_length=40)
    block_id = models.BigIntegerField()
    block_label = models.CharField(_("block"), max_length=20)
    number = models.CharField(_("parcel number"), max_length=20)
    code = models.CharField(_("official code"), max_length=18)
    state = models.CharField(_("state"), max_length=24, choices=ParcelState)
    state_since = models.DateTimeField(_("since"))
    area_m2 = models.FloatField(_("area on the grid, m²"))
    geom = surface()
    geom_3857 = tile_surface()
    clearance_m = clearance()
    label_3857 = models.GeneratedField(
        expression=InnerPoint("geom"),
        output_field=models.PointField(srid=3857, spatial_index=False),
        db_persist=True,
    )
    room_m = models.GeneratedField(expression=Sqrt("area_m2"), output_field=models.FloatField(), db_persist=True)

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = [models.UniqueConstraint(fields=["code"], name="published_parcel_code")]
        indexes = [
            GistIndex(fields=["geom_3857"], name="published_parcel_tiles"),  # Usage: tiles of the parcel layer
            GistIndex(fields=["label_3857"], name="published_parcel_labels"),  # Usage: tiles of the label layer
            GistIndex(fields=["geom"], name="published_parcel_at"),  # Usage: what lies at a place; neighbours
            models.Index(fields=["number", "block_label"], name="published_parcel_number"),  # Usage: search by number
            models.Index(fields=["block_id"], name="published_parcel_block"),  # Usage: the block page
            models.Index(fields=["plan_id"], name="published_parcel_plan"),  # Usage: search by name of the place
        ]

    def __str__(self) -> str:
        return self.code


class PublishedLabel(models.Model):
    """A spelling of a block that the projection shows, and how it is searched. Kept by triggers; nobody else writes."""

    label = models.CharField(primary_key=True, max_length=20)
    folded = models.CharField(max_length=20)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("Blocks")
        indexes = [models.Index(fields=["folded"], name="published_label_folded")]  # Usage: search by block

    def __str__(self) -> str:
        return self.label


class PublishedPlace(models.Model):
    """The words by which the parcels of a plan are found: number, district, body, in search spelling.

    Kept by triggers of the projection; nobody else writes.
    """

    plan_id = models.BigIntegerField(primary_key=True)
    words = models.TextField()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes = [
            # Usage: search by name
            GinIndex(fields=["words"], name="published_place_words", opclasses=["gin_trgm_ops"])
        ]

    def __str__(self) -> str:
        return self.words
