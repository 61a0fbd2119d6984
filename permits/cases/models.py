"""A case file (معاملة): where it stands, what happened, and which land it holds."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from parcels.register.models import BoundaryVersion, Parcel


class Case(models.Model):
    """One request that is decided. The state moves only along the flow of its kind (flow.py and a trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    reference = models.CharField(_("case number"), max_length=40, unique=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    state = models.CharField(_("state"), max_length=30)
    state_since = models.DateTimeField(_("since"), auto_now_add=True)
    opened_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("opened by"))
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-opened_at"]
        indexes = [models.Index(fields=["municipality", "state"], name="case_inbox")]  # Usage: the inbox

    def __str__(self) -> str:
        return self.reference


class CaseEvent(models.Model):
    """A step that was taken: by whom, when, with what words."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    transition = models.CharField(_("step"), max_length=40)
    source = models.CharField(_("from"), max_length=30)
    target = models.CharField(_("to"), max_length=30)
    taken_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("by"))
    on_behalf_of = models.ForeignKey(  # under a delegation of signature; a trigger asks for it
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("on behalf of")
    )
    taken_at = models.DateTimeField(_("at"), auto_now_add=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["taken_at", "id"]


class Claim(models.Model):
    """A case holds a version of a parcel: changes of the land must ask it first. Shared by all kinds of case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="claims")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="claims")
    version = models.ForeignKey(BoundaryVersion, models.PROTECT)
    made_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "parcel"], condition=models.Q(released_at=None), name="claim_once_per_case"
            )
        ]
        indexes = [
            # Usage: a land change asks who holds a parcel.
            models.Index(fields=["parcel"], name="claim_live", condition=models.Q(released_at=None))
        ]


class AllowedStep(models.Model):
    """The pairs of states of every flow, written from code after each migration; a trigger reads them."""

    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=30)
    target = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "source", "target"], name="allowed_step_once")]
