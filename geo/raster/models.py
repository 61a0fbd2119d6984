"""The catalogue of pictures, the scans that some are made of, and how those were fitted. Files lie beside (storage)."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from geo.printing.models import SHA256_HEX_LENGTH
from geo.raster.enums import LIVE, FitMethod, ImageAudience, ImageState, Told
from geo.raster.errors import NOTES, sentence
from geo.spatial.functions import TileGeometry


class Scan(models.Model):
    """A scanned plan as it was written anew, pixel for pixel, when it came: never changed, never deleted.

    `sha256` names the file that is kept, `preview_sha256` its small copy, `sent_sha256` what was sent. Pixels are
    counted from the upper left corner.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("municipality"))
    request_id = models.UUIDField(unique=True)
    title = models.CharField(_("title"), max_length=200)
    name = models.CharField(_("file name"), max_length=130)
    width = models.PositiveIntegerField(_("width, pixels"))
    height = models.PositiveIntegerField(_("height, pixels"))
    preview_width = models.PositiveIntegerField()
    preview_height = models.PositiveIntegerField()
    sent_sha256 = models.CharField("SHA-256", max_length=SHA256_HEX_LENGTH)
    sha256 = models.CharField("SHA-256", max_length=SHA256_HEX_LENGTH)
    preview_sha256 = models.CharField("SHA-256", max_length=SHA256_HEX_LENGTH)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("scanned plan")
        verbose_name_plural = _("scanned plans")
        ordering = ["-sent_at", "id"]
        # Usage: the key that holds fittings in the office of their scan.
        constraints = [models.UniqueConstraint(fields=["id", "municipality"], name="scan_in_municipality")]

    def __str__(self) -> str:
        return self.title


class Fitting(models.Model):
    """One trial to put a scan in its place: control points, and how well they agree. Never changed, never deleted.

    `points`: [{"x", "y", "e", "n"}], pixels of the scan and metres of the storage CRS; `residuals` and `alone`, metres,
    in the same order: [de, dn], and how far the others alone put the point (null: they cannot).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    scan = models.ForeignKey(Scan, models.PROTECT, related_name="fittings")
    method = models.CharField(_("way of fitting"), max_length=20, choices=FitMethod)
    points = models.JSONField(_("control points"))
    fit = models.JSONField()
    residuals = models.JSONField()
    alone = models.JSONField()
    rmse_m = models.FloatField(_("root mean square error, m"))
    alone_rmse_m = models.FloatField(_("the same of points left out, m"), null=True)
    worst = models.PositiveIntegerField()
    tried_by = models.ForeignKey(User, models.PROTECT, null=True)
    tried_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["tried_at", "id"]
        constraints = [
            # Usage: the key that holds pictures in the office of their fitting.
            models.UniqueConstraint(fields=["id", "municipality"], name="fitting_in_municipality"),
        ]


class Image(models.Model):
    """A picture in its place: an orthophoto, or a scanned plan as it was fitted. Its tiles lie under `sha256`.

    `accuracy_m` is what a person states, or the fit's root mean square error; None: unknown. `pixel_m` is the size of
    its own pixel on the ground. `operation` is how its coordinates came into the storage CRS. `first_column` and
    `first_row` are the north-west tile of the coarsest zoom, where the tiles of all zooms begin.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("municipality"))
    request_id = models.UUIDField(unique=True)
    fitting = models.ForeignKey(Fitting, models.PROTECT, null=True, related_name="images", verbose_name=_("fitting"))
    title = models.CharField(_("title"), max_length=200)
    name = models.CharField(_("file name"), max_length=130)
    sent_sha256 = models.CharField("SHA-256", max_length=SHA256_HEX_LENGTH)
    taken_on = models.DateField(_("taken on"), null=True)
    taken_told = models.CharField(_("says who"), max_length=10, choices=Told, blank=True)
    accuracy_m = models.FloatField(_("accuracy, m"), null=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    audience = models.CharField(pgettext_lazy("image", "seen by"), max_length=10, choices=ImageAudience)
    epsg = models.PositiveIntegerField(_("coordinate system, EPSG"))
    operation = models.CharField(_("operation"), max_length=200, blank=True)
    operation_m = models.FloatField(_("accuracy of the operation, m"), null=True)
    facts = models.JSONField(default=dict)
    way = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=ImageState, default=ImageState.WAITING)
    percent = models.PositiveSmallIntegerField(_("per cent done"), default=0)
    trouble = models.CharField(_("what went wrong"), max_length=40, blank=True)
    trouble_facts = models.JSONField(default=dict)
    notes = models.JSONField(_("what was changed in drawing it"), default=list)
    sha256 = models.CharField("SHA-256", max_length=SHA256_HEX_LENGTH, blank=True)
    size = models.PositiveBigIntegerField(_("size, bytes"), null=True)
    pixel_m = models.FloatField(_("pixel on the ground, m"), null=True)
    min_zoom = models.PositiveSmallIntegerField(null=True)
    max_zoom = models.PositiveSmallIntegerField(null=True)
    first_column = models.PositiveIntegerField(null=True)
    first_row = models.PositiveIntegerField(null=True)
    geom = models.MultiPolygonField(_("footprint"), srid=settings.STORAGE_SRID, null=True, spatial_index=False)
    geom_3857 = models.GeneratedField(
        expression=TileGeometry("geom"),
        output_field=models.MultiPolygonField(srid=3857, spatial_index=False),
        db_persist=True,
        null=True,
    )
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-taken_on", "-sent_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("ready", "withdrawn")) | Q(sha256__regex=r"^[0-9a-f]{64}$", geom__isnull=False),
                name="image_ready_has_tiles",
            ),
            models.CheckConstraint(
                condition=Q(accuracy_m=None) | Q(accuracy_m__gte=0), name="image_accuracy_not_negative"
            ),
        ]
        indexes = [
            GistIndex(fields=["geom_3857"], name="image_tiles"),  # Usage: tiles of the layer of footprints
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def live(self) -> bool:
        """Whether something may still become of it."""
        return self.state in LIVE

    @property
    def noted(self) -> list[str]:
        """What was changed in drawing it, as sentences."""
        return [str(NOTES[note]) for note in self.notes]

    @property
    def why(self) -> str:
        """What went wrong, as a sentence; "" where nothing did."""
        return str(sentence(self.trouble, self.trouble_facts)) if self.trouble else ""


class PublishedImage(models.Model):
    """Pictures that everyone may see: public columns only, read only."""

    id = models.UUIDField(primary_key=True)
    municipality_id = models.IntegerField()
    title = models.CharField(_("title"), max_length=200)
    taken_on = models.DateField(_("taken on"), null=True)
    accuracy_m = models.FloatField(_("accuracy, m"), null=True)
    pixel_m = models.FloatField(_("pixel on the ground, m"))
    source = models.CharField(_("source"), max_length=200)
    licence = models.CharField(_("licence"), max_length=200)
    from_scan = models.BooleanField(_("scanned plan"))
    sha256 = models.CharField("SHA-256", max_length=SHA256_HEX_LENGTH)
    min_zoom = models.PositiveSmallIntegerField()
    max_zoom = models.PositiveSmallIntegerField()
    first_column = models.PositiveIntegerField()
    first_row = models.PositiveIntegerField()
    geom = models.MultiPolygonField(srid=settings.STORAGE_SRID)
    geom_3857 = models.MultiPolygonField(srid=3857)

    class Meta:
        managed = False
        db_table = "published_image"
        ordering = ["-taken_on", "title", "id"]

    def __str__(self) -> str:
        return self.title
