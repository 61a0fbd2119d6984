"""Land grants that another register kept: what was read from it, and which land it was found to be."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from parcels.register.models import Parcel
from permits.past_grants.enums import Match


class PastGrant(models.Model):
    """A grant of another register (منحة من سجل سابق) as that wrote it: history, never a case of this one.

    The identity number is encrypted and found by a keyed hash. `state` and the texts of land are words of the source.
    What was read stays; the land may be found later, once: by an import, or by a person, who says why.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("office"))
    source = models.CharField(_("source"), max_length=40)
    source_key = models.CharField(_("key in the source"), max_length=80)
    number = models.CharField(_("number of the grant"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=200)
    identifier_hash = models.CharField(max_length=64, blank=True, editable=False)
    identifier_encrypted = models.BinaryField(null=True, editable=False)
    mobile = models.CharField(_("mobile number"), max_length=20, blank=True)
    decision_number = models.CharField(_("number of the decision"), max_length=60, blank=True)
    decided_on = models.DateField(_("day of the decision"), null=True)
    decided_text = models.CharField(_("day as it was written"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=80, blank=True)
    plan_text = models.CharField(_("plan"), max_length=80, blank=True)
    block_text = models.CharField(_("block"), max_length=40, blank=True)
    parcel_text = models.CharField(_("parcel"), max_length=40, blank=True)
    area_m2 = models.DecimalField(_("area, m²"), max_digits=12, decimal_places=2, null=True)
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, related_name="+")
    match = models.CharField(_("found by"), max_length=20, choices=Match)
    found_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("said by"))
    found_at = models.DateTimeField(_("said at"), null=True)
    found_why = models.CharField(_("why it is this parcel"), max_length=500, blank=True)
    brought_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("past grant")
        verbose_name_plural = _("past grants")
        constraints = [
            # Usage: an import again, which brings nothing twice
            models.UniqueConstraint(fields=["source", "source_key"], name="past_grant_once"),
            models.CheckConstraint(
                condition=models.Q(parcel=None, match__in=Match.missed())
                | models.Q(parcel__isnull=False, match__in=Match.hits()),
                name="past_grant_match_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(match=Match.PERSON, found_by__isnull=False, found_at__isnull=False)
                & ~models.Q(found_why="")
                | ~models.Q(match=Match.PERSON) & models.Q(found_by=None, found_at=None, found_why=""),
                name="past_grant_person_says_why",
            ),
        ]
        indexes = [
            # Usage: earlier grants of a person; the citizen's answer
            models.Index(
                fields=["identifier_hash"], name="past_grant_of_person", condition=~models.Q(identifier_hash="")
            ),
            # Usage: the department's list of grants whose land is to be found
            models.Index(fields=["source", "source_key"], name="past_grant_to_find", condition=models.Q(parcel=None)),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_key}"
