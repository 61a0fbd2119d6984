"""Municipal bodies and the territory each answers for."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from geo.municipalities.enums import MunicipalityKind
from geo.spatial.functions import CoarseGeometry, LabelPoint, TileGeometry


def in_language(arabic: str, english: str) -> str:
    """Return the text in the reader's language; Arabic where there is no other."""
    return english if english and (get_language() or "ar").startswith("en") else arabic


class LocalName:
    """Names in two languages: `name`, and beside it `name_en`."""

    name: str
    name_en: str

    def __str__(self) -> str:
        return self.local_name

    @property
    def local_name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.name, self.name_en)


class Named(LocalName, models.Model):
    """A record with an Arabic name and, beside it, an English one."""

    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)

    class Meta:
        abstract = True


class Migrated(models.Model):
    """A record that may have come from another system; its old key always finds the new row."""

    source_system = models.CharField(_("source system"), max_length=60, blank=True)
    source_id = models.CharField(_("key in the source system"), max_length=120, blank=True)

    class Meta:
        abstract = True


class Municipality(Named, Migrated):
    """An amana, municipality, sub-municipality or service office (أمانة، بلدية، بلدية فرعية، مكتب خدمات).

    Its id is what row level security compares. Not itself protected: names and limits of bodies are public.
    """

    id = models.AutoField(primary_key=True)
    kind = models.CharField(_("kind"), max_length=20, choices=MunicipalityKind)
    code = models.CharField(_("code"), max_length=6, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    territory = models.MultiPolygonField(
        _("territory"), srid=settings.STORAGE_SRID, null=True, blank=True, spatial_index=False
    )
    territory_3857 = models.GeneratedField(
        expression=TileGeometry("territory"),
        output_field=models.MultiPolygonField(srid=3857, null=True, spatial_index=False),
        db_persist=True,
    )
    territory_z7 = models.GeneratedField(
        expression=CoarseGeometry("territory", zoom=7),
        output_field=models.MultiPolygonField(srid=3857, null=True, spatial_index=False),
        db_persist=True,
    )
    territory_z11 = models.GeneratedField(
        expression=CoarseGeometry("territory", zoom=11),
        output_field=models.MultiPolygonField(srid=3857, null=True, spatial_index=False),
        db_persist=True,
    )
    territory_label_3857 = models.GeneratedField(
        expression=LabelPoint("territory"),
        output_field=models.PointField(srid=3857, null=True, spatial_index=False),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["code"]
        indexes = [
            GistIndex(fields=["territory"], name="municipality_at"),  # Usage: in whose territory a place lies
            GistIndex(fields=["territory_3857"], name="municipality_tiles"),  # Usage: tiles of the municipality layer
        ]
