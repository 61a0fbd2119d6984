"""Districts, plans, blocks, zones and masks: the frame in which land is numbered."""

from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.municipalities.models import LocalName, Migrated, Municipality, Named, in_language
from geo.spatial.functions import Clearance, CoarseGeometry, LabelPoint, TileGeometry
from parcels.plans.enums import BlockOrigin, DistrictKind, MaskKind, PlanStatus


def surface() -> models.MultiPolygonField:
    """Return a column of surfaces in the storage CRS, metres; indexes are declared where their reader is named."""
    return models.MultiPolygonField(_("outline"), srid=settings.STORAGE_SRID, spatial_index=False)


def tile_surface() -> models.GeneratedField:
    """Return the stored EPSG:3857 form of `geom` that tiles are cut from."""
    return models.GeneratedField(
        expression=TileGeometry("geom"),
        output_field=models.MultiPolygonField(srid=3857, spatial_index=False),
        db_persist=True,
    )


def coarse_surface(zoom: int) -> models.GeneratedField:
    """Return a stored form of `geom` in EPSG:3857 with fewer corners, for tiles down to a zoom."""
    return models.GeneratedField(
        expression=CoarseGeometry("geom", zoom=zoom),
        output_field=models.MultiPolygonField(srid=3857, spatial_index=False),
        db_persist=True,
    )


def clearance() -> models.GeneratedField:
    """Return a stored column that says how far, in metres, corners of `geom` may move before it is unsound."""
    return models.GeneratedField(expression=Clearance("geom"), output_field=models.FloatField(), db_persist=True)


def label_point() -> models.GeneratedField:
    """Return the stored EPSG:3857 point inside `geom` where its name stands, once, whatever tiles cut through it."""
    return models.GeneratedField(
        expression=LabelPoint("geom"),
        output_field=models.PointField(srid=3857, spatial_index=False),
        db_persist=True,
    )


def since_ever() -> DateRange:
    """Return the days of a record whose beginning nobody wrote down and that has no end."""
    return DateRange(None, None, "()")


class Territorial(models.Model):
    """A record of one municipal body: row level security compares this column."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("municipality"))

    class Meta:
        abstract = True


class District(Named, Migrated, Territorial):
    """A district (حي); `authority` is the municipality in whose numbering its three digits stand."""

    authority = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("numbering authority"))
    code = models.CharField(_("district code"), max_length=3)
    kind = models.CharField(_("kind"), max_length=10, choices=DistrictKind)
    note = models.TextField(_("note"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)
    geom = surface()
    geom_3857 = tile_surface()
    geom_z7 = coarse_surface(7)
    geom_z11 = coarse_surface(11)
    label_3857 = label_point()

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "code"], name="district_code_once"),
            models.CheckConstraint(condition=models.Q(code__regex=r"^\d{3}$"), name="district_code_digits"),
        ]
        indexes = [
            GistIndex(fields=["geom_3857"], name="district_tiles"),  # Usage: tiles of the district layer
            GistIndex(fields=["label_3857"], name="district_labels"),  # Usage: tiles of the district names
        ]


class Plan(Named, Migrated, Territorial):
    """A subdivision plan (مخطط), or the inventory of an old district, which has no number.

    A row is one revision: an amendment (تعديل) is a new row of the same number. What an amendment does not touch stays
    where it was approved: blocks and parcels keep the revision that made them.
    """

    amana = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("amana"))
    district = models.ForeignKey(District, models.PROTECT, related_name="plans", verbose_name=_("district"))
    number = models.CharField(_("plan number"), max_length=40, blank=True)
    revision = models.PositiveSmallIntegerField(_("revision"), default=0)
    status = models.CharField(_("state"), max_length=20, choices=PlanStatus)
    status_since = models.DateTimeField(_("since"), auto_now_add=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name=_("replaced by")
    )
    geom = surface()
    geom_3857 = tile_surface()
    geom_z7 = coarse_surface(7)
    geom_z11 = coarse_surface(11)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["number", "revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["amana", "number", "revision"], condition=~models.Q(number=""), name="plan_number_once"
            ),
            models.UniqueConstraint(
                fields=["amana", "number"],
                condition=models.Q(status=PlanStatus.APPROVED) & ~models.Q(number=""),
                name="plan_one_revision_in_force",
            ),
            # Usage: keys that hold what belongs to a plan in the office of the plan.
            models.UniqueConstraint(fields=["id", "municipality"], name="plan_in_municipality"),
        ]
        indexes = [
            GistIndex(fields=["geom"], name="plan_at"),  # Usage: which other plan lies on a place
            GistIndex(fields=["geom_3857"], name="plan_tiles"),  # Usage: tiles of the plan layer
        ]


class PlanTransition(models.Model):
    """A pair of states that may follow each other; written from enums.PLAN_TRANSITIONS, read by a trigger."""

    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="plan_transition_once")]


class PlanStatusChange(Territorial):
    """A plan entered the register or changed its state: written by the database in the same transaction."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="status_changes")
    source = models.CharField(max_length=20, choices=PlanStatus, blank=True)
    target = models.CharField(max_length=20, choices=PlanStatus)
    changed_at = models.DateTimeField()
    changed_by_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["changed_at", "id"]


class Block(Migrated, Territorial):
    """A block (بلك): its three digits in the district, and its label as the plan writes it."""

    district = models.ForeignKey(District, models.PROTECT, related_name="blocks", verbose_name=_("district"))
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="blocks", verbose_name=_("plan"))
    code = models.CharField(_("block code"), max_length=3)
    label = models.CharField(_("block"), max_length=20)
    origin = models.CharField(_("outline from"), max_length=10, choices=BlockOrigin)
    geom = surface()
    geom_3857 = tile_surface()
    clearance_m = clearance()
    label_3857 = label_point()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["district", "code"]
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="block_code_once"),
            models.CheckConstraint(condition=models.Q(code__regex=r"^\d{3}$"), name="block_code_digits"),
        ]
        indexes = [
            GistIndex(fields=["geom_3857"], name="block_tiles"),  # Usage: tiles of the block layer
            GistIndex(fields=["label_3857"], name="block_labels"),  # Usage: tiles of the block numbers
        ]

    def __str__(self) -> str:
        return self.label


class Zone(Named, Migrated, Territorial):
    """Where building rules hold (منطقة): a place with a name. What holds there on a day is its BuildingRule."""

    code = models.CharField(_("zone"), max_length=20)
    geom = surface()
    geom_3857 = tile_surface()

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        constraints = [
            # Usage: the key that holds a rule in the office of its zone.
            models.UniqueConstraint(fields=["id", "municipality"], name="zone_in_municipality")
        ]
        indexes = [
            GistIndex(fields=["geom"], name="zone_at"),  # Usage: which rule holds at a place
            GistIndex(fields=["geom_3857"], name="zone_tiles"),  # Usage: tiles of the zoning layer
        ]


class BuildingRule(Territorial):
    """What may be built in a zone between two days (نظام البناء), as its source says it.

    Never rewritten: a changed rule is a new row, and the day on which it begins ends the former. Coverage is a share of
    the land (0 to 1), setbacks are metres.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="rules", verbose_name=_("zone"))
    valid = DateRangeField(_("holds"))
    use = models.CharField(_("use"), max_length=30)
    max_coverage = models.DecimalField(_("coverage"), max_digits=4, decimal_places=3)
    max_floors = models.DecimalField(_("floors"), max_digits=4, decimal_places=1)
    setback_front_m = models.DecimalField(_("front setback, m"), max_digits=5, decimal_places=2)
    setback_side_m = models.DecimalField(_("side setback, m"), max_digits=5, decimal_places=2)
    setback_rear_m = models.DecimalField(_("rear setback, m"), max_digits=5, decimal_places=2)
    cites = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("building rule")
        verbose_name_plural = _("building rules")
        ordering = ["valid"]
        constraints = [
            ExclusionConstraint(
                name="building_rule_one_a_day",
                expressions=[("zone", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=models.Q(max_coverage__gte=0, max_coverage__lte=1), name="building_rule_coverage_is_a_share"
            ),
        ]

    @property
    def holds_today(self) -> bool:
        """Whether the rule holds today."""
        return timezone.localdate() in self.valid

    @property
    def last_day(self) -> date | None:
        """The last day on which the rule holds; None while its end is open."""
        return self.valid.upper and self.valid.upper - timedelta(days=1)

    @property
    def coverage_percent(self) -> Decimal:
        """Coverage in hundredths of the land."""
        return self.max_coverage * 100


class Mask(Named, Migrated, Territorial):
    """An area that restricts building between two days: heritage, flood channel, expropriation, energy risk."""

    kind = models.CharField(_("kind"), max_length=20, choices=MaskKind)
    valid = DateRangeField(_("holds"), default=since_ever)
    geom = surface()
    geom_3857 = tile_surface()

    class Meta:
        verbose_name = _("mask")
        verbose_name_plural = _("masks")
        indexes = [
            GistIndex(fields=["geom"], name="mask_at"),  # Usage: rules ask what covers a place
            GistIndex(fields=["geom_3857"], name="mask_tiles"),  # Usage: tiles of the mask layer
        ]


class Published(models.Model):
    """A row of a projection that anyone may read: public columns only, no row level security, read only."""

    class Meta:
        abstract = True
        managed = False


class PublishedMunicipality(LocalName, Published):
    """Municipal bodies on the map."""

    code = models.CharField(_("code"), max_length=6)
    kind = models.CharField(_("kind"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    geom = models.MultiPolygonField(srid=settings.STORAGE_SRID)
    geom_3857 = models.MultiPolygonField(srid=3857)
    geom_z7 = models.MultiPolygonField(srid=3857)
    geom_z11 = models.MultiPolygonField(srid=3857)
    label_3857 = models.PointField(srid=3857)

    class Meta(Published.Meta):
        db_table = "published_municipality"


class PublishedDistrict(LocalName, Published):
    """Districts on the map and in lists."""

    municipality_id = models.IntegerField()
    code = models.CharField(_("district code"), max_length=3)
    kind = models.CharField(_("kind"), max_length=10, choices=DistrictKind)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    note = models.TextField(_("note"))
    note_en = models.TextField(_("note in English"))
    geom = models.MultiPolygonField(srid=settings.STORAGE_SRID)
    geom_3857 = models.MultiPolygonField(srid=3857)
    geom_z7 = models.MultiPolygonField(srid=3857)
    geom_z11 = models.MultiPolygonField(srid=3857)
    label_3857 = models.PointField(srid=3857)

    class Meta(Published.Meta):
        db_table = "published_district"

    @property
    def local_note(self) -> str:
        """What the reader should know of this district, in his language."""
        return in_language(self.note, self.note_en)


class PublishedPlan(LocalName, Published):
    """Plans in lists and on the map: those approved, also formerly, and inventories of old districts."""

    municipality_id = models.IntegerField()
    district_id = models.BigIntegerField()
    number = models.CharField(_("plan number"), max_length=40)
    revision = models.PositiveSmallIntegerField(_("revision"))
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    status = models.CharField(_("state"), max_length=20, choices=PlanStatus)
    status_since = models.DateTimeField(_("since"))
    approved_on = models.DateField(_("approved on"))
    superseded_by_id = models.BigIntegerField()
    geom = models.MultiPolygonField(srid=settings.STORAGE_SRID)
    geom_3857 = models.MultiPolygonField(srid=3857)
    geom_z7 = models.MultiPolygonField(srid=3857)
    geom_z11 = models.MultiPolygonField(srid=3857)

    class Meta(Published.Meta):
        db_table = "published_plan"


class PublishedBlock(Published):
    """Blocks on the map and in lists."""

    municipality_id = models.IntegerField()
    district_id = models.BigIntegerField()
    plan_id = models.BigIntegerField()
    code = models.CharField(_("block code"), max_length=3)
    label = models.CharField(_("block"), max_length=20)
    origin = models.CharField(_("outline from"), max_length=10, choices=BlockOrigin)
    geom = models.MultiPolygonField(srid=settings.STORAGE_SRID)
    geom_3857 = models.MultiPolygonField(srid=3857)
    clearance_m = models.FloatField()
    label_3857 = models.PointField(srid=3857)

    class Meta(Published.Meta):
        db_table = "published_block"


class PublishedZone(LocalName, Published):
    """Zones on the map."""

    code = models.CharField(_("code"), max_length=20)
    use = models.CharField(_("use"), max_length=30)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    max_floors = models.DecimalField(_("floors"), max_digits=4, decimal_places=1)
    geom = models.MultiPolygonField(srid=settings.STORAGE_SRID)
    geom_3857 = models.MultiPolygonField(srid=3857)

    class Meta(Published.Meta):
        db_table = "published_zone"


class PublishedMask(LocalName, Published):
    """Masks on the map."""

    kind = models.CharField(_("kind"), max_length=20, choices=MaskKind)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    geom = models.MultiPolygonField(srid=settings.STORAGE_SRID)
    geom_3857 = models.MultiPolygonField(srid=3857)

    class Meta(Published.Meta):
        db_table = "published_mask"
