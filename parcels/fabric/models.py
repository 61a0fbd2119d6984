"""Streets and buildings: what stands between and on the parcels."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _

from geo.municipalities.models import LocalName, Migrated, Named
from geo.spatial.functions import TileGeometry
from parcels.fabric.enums import StreetClass, WidthSource
from parcels.plans.models import District, Published, Territorial, clearance, since_ever, surface, tile_surface


class Street(Named, Migrated, Territorial):
    """A street or alley (شارع، سكة) between two days: centre line, width in metres and where it comes from, class.

    A street that is widened is a new row; the day on which it begins ends the former.
    """

    district = models.ForeignKey(District, models.PROTECT, related_name="streets", verbose_name=_("district"))
    width_m = models.DecimalField(_("width, m"), max_digits=5, decimal_places=2)
    width_source = models.CharField(_("width from"), max_length=10, choices=WidthSource, default=WidthSource.UNKNOWN)
    valid = DateRangeField(_("holds"), default=since_ever)
    street_class = models.CharField(_("class"), max_length=10, choices=StreetClass)
    geom = models.LineStringField(_("centre line"), srid=settings.STORAGE_SRID, spatial_index=False)
    geom_3857 = models.GeneratedField(
        expression=TileGeometry("geom"),
        output_field=models.LineStringField(srid=3857, spatial_index=False),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("street")
        verbose_name_plural = _("streets")
        indexes = [
            GistIndex(fields=["geom"], name="street_near"),  # Usage: which street a boundary faces
            GistIndex(fields=["geom_3857"], name="street_tiles"),  # Usage: tiles of the street layer
        ]


class Building(Migrated, Territorial):
    """A building's footprint between two instants; an open end stands today."""

    floors = models.DecimalField(_("floors"), max_digits=4, decimal_places=1)
    use = models.CharField(_("use"), max_length=30)
    built_year = models.PositiveSmallIntegerField(_("year built"), null=True)
    valid = DateTimeRangeField(_("stands"))
    geom = surface()
    geom_3857 = tile_surface()
    clearance_m = clearance()

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        indexes = [
            # Usage: rules ask whether land is vacant today.
            # As an expression: from a field alone, Django's PostGIS backend makes the index without its condition.
            GistIndex(models.F("geom"), name="building_standing", condition=models.Q(valid__upper_inf=True)),
            GistIndex(fields=["geom_3857"], name="building_tiles"),  # Usage: tiles of the building layer
        ]


class PublishedStreet(LocalName, Published):
    """Streets on the map."""

    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    width_m = models.DecimalField(_("width, m"), max_digits=5, decimal_places=2)
    street_class = models.CharField(_("class"), max_length=10, choices=StreetClass)
    geom = models.LineStringField(srid=settings.STORAGE_SRID)
    geom_3857 = models.LineStringField(srid=3857)

    class Meta(Published.Meta):
        db_table = "published_street"


class PublishedBuilding(Published):
    """Buildings that stand, on the map."""

    floors = models.DecimalField(_("floors"), max_digits=4, decimal_places=1)
    use = models.CharField(_("use"), max_length=30)
    geom = models.MultiPolygonField(srid=settings.STORAGE_SRID)
    geom_3857 = models.MultiPolygonField(srid=3857)
    clearance_m = models.FloatField()

    class Meta(Published.Meta):
        db_table = "published_building"
