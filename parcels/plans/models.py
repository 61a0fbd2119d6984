"""Districts, plans, blocks, zones and masks: the frame in which land is numbered."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _

from geo.municipalities.models import LocalName, Migrated, Municipality, Named, in_language
from geo.spatial.functions import LabelPoint, TileGeometry
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


def label_point() -> models.GeneratedField:
    """Return the stored EPSG:3857 point inside `geom` where its name stands, once, whatever tiles cut through it."""
    return models.GeneratedField(
        expression=LabelPoint("geom"),
        output_field=models.PointField(srid=3857, spatial_index=False),
        db_persist=True,
    )


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
    """A subdivision plan (مخطط), or the inventory of an old district, which has no number."""

    amana = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("amana"))
    district = models.ForeignKey(District, models.PROTECT, related_name="plans", verbose_name=_("district"))
    number = models.CharField(_("plan number"), max_length=40, blank=True)
    status = models.CharField(_("state"), max_length=20, choices=PlanStatus)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    geom = surface()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["amana", "number"], condition=~models.Q(number=""), name="plan_number_once")
        ]


class Block(Migrated, Territorial):
    """A block (بلك): its three digits in the district, and its label as the plan writes it."""

    district = models.ForeignKey(District, models.PROTECT, related_name="blocks", verbose_name=_("district"))
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="blocks", verbose_name=_("plan"))
    code = models.CharField(_("block code"), max_length=3)
    label = models.CharField(_("block"), max_length=20)
    origin = models.CharField(_("outline from"), max_length=10, choices=BlockOrigin)
    geom = surface()
    geom_3857 = tile_surface()
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
    """Where a building rule holds, from a day on; the figures are data with a citation (نظام البناء)."""

    code = models.CharField(_("zone"), max_length=20)
    use = models.CharField(_("use"), max_length=30)
    max_coverage = models.DecimalField(_("coverage"), max_digits=4, decimal_places=3)
    max_floors = models.DecimalField(_("floors"), max_digits=4, decimal_places=1)
    setback_front_m = models.DecimalField(_("front setback, m"), max_digits=5, decimal_places=2)
    setback_side_m = models.DecimalField(_("side setback, m"), max_digits=5, decimal_places=2)
    setback_rear_m = models.DecimalField(_("rear setback, m"), max_digits=5, decimal_places=2)
    valid_from = models.DateField(_("from"))
    cites = models.CharField(_("source"), max_length=300)
    geom = surface()
    geom_3857 = tile_surface()

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        indexes = [
            GistIndex(fields=["geom"], name="zone_at"),  # Usage: which rule holds at a place
            GistIndex(fields=["geom_3857"], name="zone_tiles"),  # Usage: tiles of the zoning layer
        ]


class Mask(Named, Migrated, Territorial):
    """An area that restricts building: heritage, flood channel, expropriation, energy risk."""

    kind = models.CharField(_("kind"), max_length=20, choices=MaskKind)
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
    label_3857 = models.PointField(srid=3857)

    class Meta(Published.Meta):
        db_table = "published_district"

    @property
    def local_note(self) -> str:
        """What the reader should know of this district, in his language."""
        return in_language(self.note, self.note_en)


class PublishedPlan(LocalName, Published):
    """Plans in lists: those approved, and inventories of old districts."""

    municipality_id = models.IntegerField()
    district_id = models.BigIntegerField()
    number = models.CharField(_("plan number"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    status = models.CharField(_("state"), max_length=20, choices=PlanStatus)
    approved_on = models.DateField(_("approved on"))
    geom = models.MultiPolygonField(srid=settings.STORAGE_SRID)

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
