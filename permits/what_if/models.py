"""Building rules in draft: what was asked, how far it is, and what would be decided otherwise."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.spatial_rules.rule import Answer
from parcels.plans.models import Territorial, Zone
from permits.what_if.enums import LIVE, DraftState, Sort

#: The answers of rules, as choices.
ANSWERS = [(answer.value, answer.label) for answer in Answer]


class Draft(Territorial):
    """A building rule changed in draft, judged in the background: a calculation, no record of land. Kept for some time.

    `held` and `figures` are those of the rule in force and of the draft (plot.figures.BuildingFigures as JSON);
    `counts` tells of each sort how many were looked at, would be refused, and would be allowed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name=_("zone"))
    held = models.JSONField()
    figures = models.JSONField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=DraftState, default=DraftState.WAITING)
    done = models.IntegerField(default=0)
    total = models.IntegerField(null=True)
    counts = models.JSONField(default=dict)
    trouble = models.TextField(_("what went wrong"), blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("building rule in draft")
        verbose_name_plural = _("building rules in draft")
        ordering = ["-asked_at"]
        constraints = [models.UniqueConstraint(fields=["id", "municipality"], name="draft_in_municipality")]
        indexes = [
            # Usage: the list of drafts; what is forgotten.
            models.Index(fields=["municipality", "asked_at"], name="draft_of_place")
        ]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.asked_at:%Y-%m-%d}"

    @property
    def live(self) -> bool:
        """Whether something may still become of it."""
        return self.state in LIVE

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None when nobody has counted yet."""
        return min(100, 100 * self.done // self.total) if self.total else None


class Change(Territorial):
    """A permit, a pending case or a standing building whose outcome would be otherwise, and by which rules.

    `name` is what it is called (number of permit or case, code of the parcel), `geom` its land in the storage CRS.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="changes")
    sort = models.CharField(max_length=10, choices=Sort)
    name = models.CharField(max_length=40)
    parcel = models.CharField(max_length=60)
    case = models.UUIDField(null=True)
    before = models.CharField(max_length=10, choices=ANSWERS)
    after = models.CharField(max_length=10, choices=ANSWERS)
    rules = ArrayField(models.CharField(max_length=40))
    geom = models.GeometryField(srid=settings.STORAGE_SRID, spatial_index=False)

    class Meta:
        ordering = ["id"]
        indexes = [
            GistIndex(fields=["geom"], name="draft_change_at"),  # Usage: the map of a draft
        ]
