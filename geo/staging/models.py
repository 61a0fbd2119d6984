"""Uploads as they came, what was read of them, and what is wrong with each row."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from geo.printing.models import SHA256_HEX_LENGTH
from geo.staging.enums import ImportState


class Upload(models.Model):
    """A file that was sent, byte for byte, under a name of our own: never changed, never deleted.

    `kind` names what its rows are to become (registry.py); `replaces` is the import that this file corrects.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("municipality"))
    request_id = models.UUIDField(unique=True)
    kind = models.CharField(_("kind"), max_length=30)
    name = models.CharField(_("file name"), max_length=130)
    size = models.PositiveBigIntegerField(_("size, bytes"))
    sha256 = models.CharField("SHA-256", max_length=SHA256_HEX_LENGTH)
    content = models.BinaryField(_("content"))
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name=_("sent by"))
    uploaded_at = models.DateTimeField(_("sent"), auto_now_add=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name=_("corrects")
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at", "id"]
        # Usage: the key that holds a reading in the office of its upload.
        constraints = [models.UniqueConstraint(fields=["id", "municipality"], name="upload_in_municipality")]

    def __str__(self) -> str:
        return self.name


class StagedLayer(models.Model):
    """One reading of an upload, under the answers that a person gave; a new answer is a new reading.

    `epsg`, `operation` and `accuracy_m` say how its coordinates came into the storage CRS. `facts` is what the file
    said of itself, `proposals` what its coordinates may be. `request_id` is that of the answer it was read under,
    `accept_request` that of its acceptance.
    """

    upload = models.ForeignKey(Upload, models.PROTECT, related_name="readings")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    turn = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=20, choices=ImportState)
    epsg = models.PositiveIntegerField(_("coordinate system, EPSG"), null=True)
    swapped = models.BooleanField(_("axes swapped"), default=False)
    operation = models.CharField(_("operation"), max_length=200, blank=True)
    accuracy_m = models.FloatField(_("accuracy of the operation, m"), null=True)
    profile = models.CharField(_("profile"), max_length=60, blank=True)
    questions = models.JSONField(default=list)
    proposals = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    rows_read = models.PositiveIntegerField(_("rows"), default=0)
    set_aside = models.BooleanField(_("faulty rows are left out"), default=False)
    read_at = models.DateTimeField(_("read"), auto_now_add=True)
    checked_at = models.DateTimeField(_("checked"), null=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    result = models.CharField(_("became"), max_length=120, blank=True)
    request_id = models.UUIDField(null=True, unique=True)
    accept_request = models.UUIDField(null=True)

    class Meta:
        ordering = ["upload", "turn"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "turn"], name="reading_turn_once"),
            # Usage: the key that holds rows in the office of their reading.
            models.UniqueConstraint(fields=["id", "municipality"], name="reading_in_municipality"),
        ]


class StagedRow(models.Model):
    """One row of a reading where it lies in the storage CRS, as drawn: it may be unsound. Never changed.

    Its reading and its office are held by a trigger a statement (sql/rows.v1.sql): foreign keys, which look once a row,
    took most of the time of keeping a hundred thousand.

    `label` is its number with digits folded, `stated_area_m2` the area that the file states; `faults` say why it
    cannot be taken, `notes` what was changed.
    """

    layer = models.ForeignKey(StagedLayer, models.PROTECT, related_name="rows", db_constraint=False, db_index=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, db_constraint=False, db_index=False)
    number = models.PositiveIntegerField(_("row"))
    label = models.CharField(_("number"), max_length=200, blank=True)
    stated_area_m2 = models.FloatField(_("stated area, m²"), null=True)
    attributes: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    faults: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    notes: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    geom = models.GeometryField(_("outline"), srid=settings.STORAGE_SRID, null=True, spatial_index=False)

    class Meta:
        ordering = ["layer", "number"]
        constraints = [
            models.UniqueConstraint(fields=["layer", "number"], name="staged_row_once"),
            # Usage: the key that holds findings in the office of their row.
            models.UniqueConstraint(fields=["id", "municipality"], name="staged_row_in_municipality"),
        ]

    @property
    def outline(self) -> GEOSGeometry:
        """The outline of a row without faults, which has one."""
        if self.geom is None:
            raise ValueError(f"row {self.number} has no outline")
        return self.geom


class StagedFinding(models.Model):
    """What a check found of a row: `blocks` where it cannot be accepted so; place in the storage CRS."""

    row = models.ForeignKey(StagedRow, models.PROTECT, related_name="findings")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    code = models.CharField(_("finding"), max_length=40)
    blocks = models.BooleanField()
    facts = models.JSONField(default=dict)
    geom = models.GeometryField(_("place"), srid=settings.STORAGE_SRID, null=True, spatial_index=False)

    class Meta:
        ordering = ["row__number", "id"]


class RowChoice(models.Model):
    """What a person said of a row after the check: left out, or taken back in; the last word counts. Never changed."""

    row = models.ForeignKey(StagedRow, models.PROTECT, related_name="choices")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    left_out = models.BooleanField(_("left out"))
    reason = models.CharField(_("reason"), max_length=250)
    chosen_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["row__number", "id"]


class SourceProfile(models.Model):
    """Meanings that an office keeps for the files of one source, as in profiles.py; the latest of a name counts.

    `made_from` is the reading in which a person chose them. Never changed.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("municipality"))
    name = models.CharField(_("name"), max_length=60)
    number: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    area: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    layers: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    text_layers: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    points: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    made_from = models.ForeignKey(StagedLayer, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "-id"]

    def __str__(self) -> str:
        return self.name
