"""Excavations: window and team, the place and time that a dig holds, and what lies in and on the street."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.municipalities.models import Migrated
from geo.spatial.functions import Clearance, TileGeometry
from parcels.plans.models import Published, Territorial
from permits.applications.models import PermitApplication
from permits.excavations.enums import BanReason, Closure, FirmRole, Manner, Network, Surface

LIVE = models.Q(ended_at=None)


def _surface() -> models.MultiPolygonField:
    return models.MultiPolygonField(_("outline"), srid=settings.STORAGE_SRID, spatial_index=False)


class Firm(Territorial):
    """A contractor or consultant in an office's register (سجل المقاولين والاستشاريين), with the days of his papers.

    `qualified_until` is the office's own qualification; a contractor without one may not dig there.
    """

    role = models.CharField(_("role"), max_length=12, choices=FirmRole)
    name = models.CharField(_("name"), max_length=200)
    cr_number = models.CharField(_("commercial register"), max_length=10)
    cr_until = models.DateField(_("commercial register valid until"))
    classified_until = models.DateField(_("classification valid until"))
    qualified_until = models.DateField(_("qualified here until"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    class Meta:
        verbose_name = _("firm")
        verbose_name_plural = _("firms")
        ordering = ["role", "name"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "role", "cr_number"], name="firm_once_per_office"),
            models.CheckConstraint(condition=models.Q(cr_number__regex=r"^[0-9]{10}$"), name="firm_cr_ten_digits"),
        ]

    def __str__(self) -> str:
        return self.name


class FirmBan(Territorial):
    """Days on which a firm may not dig in an office's streets, and why; written once, its end set once."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="bans")
    reason = models.CharField(_("reason"), max_length=20, choices=BanReason)
    note = models.CharField(_("note"), max_length=300, blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("ban of a firm")
        verbose_name_plural = _("bans of firms")


class DigPlan(Territorial):
    """When and by whom it is dug: each change is a new one, the last counts. `window` includes both days.

    `joint_with` is the dig whose trench is shared. `asked_extension` marks one that only counts when granted.
    """

    application = models.ForeignKey(PermitApplication, models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField(_("number"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    closure = models.CharField(_("traffic"), max_length=10, choices=Closure)
    contractor = models.ForeignKey(Firm, models.PROTECT, null=True, related_name="+", verbose_name=_("contractor"))
    consultant = models.ForeignKey(Firm, models.PROTECT, null=True, related_name="+", verbose_name=_("consultant"))
    joint_with = models.ForeignKey(PermitApplication, models.PROTECT, null=True, related_name="+")
    asked_extension = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="dig_plan_numbered"),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="dig_plan_days"),
        ]


class DigHold(Territorial):
    """Place and time that a dig holds alone: the database refuses a second one (sql/holds.v1.sql).

    `geom` is what is dug; `site` is that and half the distance to be kept around it; `busy` is `period` and the days of
    spacing after it. The database computes these three. Digs that share a `trench` do not exclude each other; an
    emergency excludes others and waits for none.
    """

    application = models.ForeignKey(PermitApplication, models.PROTECT, related_name="holds")
    manner = models.CharField(_("manner"), max_length=12, choices=Manner)
    network = models.CharField(_("network"), max_length=12, choices=Network)
    closure = models.CharField(_("traffic"), max_length=10, choices=Closure)
    period = DateRangeField(_("days"))
    busy = DateRangeField()
    spacing_days = models.PositiveSmallIntegerField()
    distance_m = models.DecimalField(max_digits=5, decimal_places=2)
    trench = models.UUIDField()
    geom = _surface()
    site = _surface()
    held_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    geom_3857 = models.GeneratedField(
        expression=TileGeometry("geom"),
        output_field=models.MultiPolygonField(srid=3857, spatial_index=False),
        db_persist=True,
    )
    clearance_m = models.GeneratedField(expression=Clearance("geom"), output_field=models.FloatField(), db_persist=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=LIVE, name="dig_held_once"),
        ]
        indexes = [
            # Usage: which digs hold a place (refuse_digs_v1, conflicts.py).
            # As an expression: from a field alone, Django's PostGIS backend makes the index without its condition.
            GistIndex(models.F("site"), name="dig_hold_site", condition=LIVE),
            GistIndex(models.F("geom_3857"), name="dig_hold_tiles", condition=LIVE),  # Usage: tiles of the dig layer
        ]


class DigClosure(Territorial):
    """A street that a dig closes to all traffic: one dig at a time, by an exclusion constraint."""

    hold = models.ForeignKey(DigHold, models.PROTECT, related_name="closures")
    street_id = models.BigIntegerField()
    busy = DateRangeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="dig_closure_alone", expressions=[("street_id", "="), ("busy", "&&")], condition=LIVE
            )
        ]


class Pavement(Migrated, Territorial):
    """A surface that was laid on a day: young pavement is not cut (DOMAIN 1.7)."""

    surface = models.CharField(_("surface"), max_length=10, choices=Surface)
    laid_on = models.DateField(_("laid on"))
    application = models.ForeignKey(PermitApplication, models.PROTECT, null=True, related_name="+")
    geom = _surface()

    class Meta:
        verbose_name = _("pavement")
        verbose_name_plural = _("pavements")
        indexes = [GistIndex(fields=["geom"], name="pavement_at")]  # Usage: how old the pavement of a route is


class Moratorium(Migrated, Territorial):
    """Days on which nobody digs in an area: a season, an event (منع الحفر)."""

    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    period = DateRangeField(_("days"))
    geom = _surface()

    class Meta:
        verbose_name = _("moratorium")
        verbose_name_plural = _("moratoria")
        indexes = [GistIndex(fields=["geom"], name="moratorium_at")]  # Usage: whether digging is barred at a route

    @property
    def last_day(self) -> date:
        """The last day on which nobody digs; the range ends the day after."""
        return self.period.upper - timedelta(days=1)


class UtilityLine(Migrated, Territorial):
    """A line that lies in the ground; those of our own digs are written when a dig is cleared."""

    network = models.CharField(_("network"), max_length=12, choices=Network)
    depth_m = models.DecimalField(_("depth, m"), max_digits=4, decimal_places=2, null=True)
    application = models.ForeignKey(PermitApplication, models.PROTECT, null=True, related_name="+")
    geom = models.MultiLineStringField(_("line"), srid=settings.STORAGE_SRID, spatial_index=False)

    class Meta:
        verbose_name = _("utility line")
        verbose_name_plural = _("utility lines")
        indexes = [GistIndex(fields=["geom"], name="utility_near")]  # Usage: which lines a route comes near


class PublishedDig(Published):
    """Digs that hold a street now or will: what everyone may know."""

    municipality_id = models.IntegerField()
    application_id = models.UUIDField()
    manner = models.CharField(_("manner"), max_length=12, choices=Manner)
    network = models.CharField(_("network"), max_length=12, choices=Network)
    closure = models.CharField(_("traffic"), max_length=10, choices=Closure)
    standing = models.CharField(_("state"), max_length=10)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    period = DateRangeField()
    busy = DateRangeField()
    trench = models.UUIDField()
    geom = models.MultiPolygonField(srid=settings.STORAGE_SRID)
    site = models.MultiPolygonField(srid=settings.STORAGE_SRID)
    geom_3857 = models.MultiPolygonField(srid=3857)
    clearance_m = models.FloatField()

    class Meta(Published.Meta):
        db_table = "published_dig"
