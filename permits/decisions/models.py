"""What each decision stood on, byte for byte; and unknowns that two persons decided to leave open."""

import json
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from geo.printing.models import SHA256_HEX_LENGTH, sha256_hex
from permits.cases.models import Case


class DecisionRecord(models.Model):
    """A decision (قرار) of a case: facts, findings, versions of rules, land, fee, papers, signers. Never changed.

    `body` is JSON in one form only (geo.spatial_rules.facts.canonical); its hash is in the office's chain, in the entry
    whose own hash is `chain_hash`. `number` is that of what was issued, empty where nothing was.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions", verbose_name=_("case"))
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    act = models.CharField(_("decision"), max_length=40)
    number = models.CharField(_("number"), max_length=40, blank=True)
    decided_at = models.DateTimeField(_("decided"))
    body = models.BinaryField()
    sha256 = models.CharField("SHA-256", max_length=SHA256_HEX_LENGTH)
    chain_hash = models.CharField(max_length=SHA256_HEX_LENGTH)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["decided_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256=sha256_hex("body")), name="decision_hash_of_body"),
            # Usage: the record of a number (rerun_decision).
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="decision_number_once"),
        ]
        indexes = [models.Index(fields=["case"], name="decision_of_case")]  # Usage: the decisions of a case

    def __str__(self) -> str:
        return f"{self.act} {self.number or self.case_id}"

    @property
    def told(self) -> dict[str, Any]:
        """What the record says."""
        read: dict[str, Any] = json.loads(bytes(self.body))
        return read


class Override(models.Model):
    """A source is missing or failed, and two persons of the office decide that this need not be known (استثناء).

    It covers one rule of one case for the one thing that was missing; a rule that says no is never covered.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="overrides")
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    rule = models.CharField(_("rule"), max_length=60)
    version = models.PositiveSmallIntegerField()
    missing = models.CharField(_("what is missing"), max_length=400)
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("signed by"))
    signed_at = models.DateTimeField(_("signed"), null=True)

    class Meta:
        verbose_name = _("override of an unknown")
        verbose_name_plural = _("overrides of unknowns")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "rule", "version", "missing"], name="override_once"),
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_at=None) | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="override_signed_whole",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=F("asked_by")), name="override_two_persons"
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(missing=""), name="override_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.missing}"
