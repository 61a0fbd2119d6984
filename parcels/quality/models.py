"""Checks of a municipal body's land, and what they found."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _

from geo.spatial.functions import LabelPoint
from parcels.plans.models import Block, Published, Territorial
from parcels.quality.enums import MEASURED_IN, FindingKind


class CheckRun(Territorial):
    """One check of one body, written when it has ended. Never changed (sql/protect.v1.sql).

    `counts` has one entry a kind, 0 too; a kind that could not be checked, for want of a territory to check against,
    is not in it: nobody knows.
    """

    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"))
    as_of = models.DateField(_("as of"))
    counts = models.JSONField(_("findings by kind"))
    parcels_read = models.PositiveIntegerField(_("parcels read"))
    code_version = models.CharField(_("version of the program"), max_length=40)

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        indexes = [
            # Usage: the latest check of a body, in the published counts and in the trigger that refuses an older one.
            models.Index(fields=["municipality", "-started_at"], name="check_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.started_at:%Y-%m-%d %H:%M}"


class CheckFinding(Territorial):
    """A defect, from the check that first saw it to the one that saw it no more. Never deleted.

    `key` is its identity within the body: kind, parcels and, for a gap, its lowest corner. Surfaces and points in the
    storage CRS, metres; none where there is no outline. `parcels` may lie in the next territory.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=FindingKind)
    key = models.CharField(max_length=64)
    geom = models.GeometryField(_("place"), srid=settings.STORAGE_SRID, null=True, spatial_index=False)
    size = models.FloatField(_("size"), null=True, help_text=_("m² or m, by kind"))
    parcels = ArrayField(models.UUIDField(), verbose_name=_("parcels"))
    block = models.ForeignKey(Block, models.PROTECT, null=True, related_name="+", verbose_name=_("block"))
    first_run = models.ForeignKey(CheckRun, models.PROTECT, related_name="first_seen", verbose_name=_("first seen"))
    last_run = models.ForeignKey(CheckRun, models.PROTECT, related_name="last_seen", verbose_name=_("last seen"))
    resolved_in = models.ForeignKey(
        CheckRun, models.PROTECT, null=True, related_name="resolved", verbose_name=_("resolved")
    )

    #: A point of it on the map of the staff while it is open.
    open_at_3857 = models.GeneratedField(
        expression=models.Case(models.When(resolved_in=None, then=LabelPoint("geom"))),
        output_field=models.PointField(srid=3857, spatial_index=False),
        db_persist=True,
        null=True,
    )

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(  # a defect that comes back after it was resolved is a new finding
                fields=["municipality", "key"], condition=models.Q(resolved_in=None), name="finding_open_once"
            )
        ]
        indexes = [
            GistIndex(fields=["open_at_3857"], name="finding_tiles"),  # Usage: tiles of the findings
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def measure(self) -> str:
        """What `size` is: "area", "width", or "" where the kind has none."""
        return MEASURED_IN.get(self.kind, "")


class PublishedFindingCount(Published):
    """How many findings of a kind the latest check of a body counted: for everyone."""

    id = models.CharField(primary_key=True, max_length=40)
    municipality_id = models.IntegerField()
    kind = models.CharField(_("kind"), max_length=20, choices=FindingKind)
    count = models.IntegerField(_("findings"))
    checked_at = models.DateTimeField(_("checked"))
    parcels_read = models.IntegerField(_("parcels read"))

    class Meta(Published.Meta):
        db_table = "published_finding_count"
