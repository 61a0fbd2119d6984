"""Persons and organisations that take part: applicants, owners, offices, contractors."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.municipalities.models import Migrated, Municipality
from geo.parties.enums import PartyKind


class Party(Migrated):
    """A natural or legal person (LADM LA_Party). The national identifier is kept encrypted.

    `identifier_hash` finds it again without decrypting. Protected by territory: the municipality is the one
    that registered the person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=PartyKind)
    name = models.CharField(_("name"), max_length=200)
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("registered by"))
    identifier_encrypted = models.BinaryField(null=True, editable=False)
    identifier_hash = models.CharField(max_length=64, blank=True, editable=False)
    mobile = models.CharField(_("mobile number"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "identifier_hash"],
                condition=~models.Q(identifier_hash=""),
                name="party_one_per_identifier",
            )
        ]

    def __str__(self) -> str:
        return self.name


class IdentityLink(models.Model):
    """An officer's word, for a reason, that an account is a party's: until it ends, its user sees what is the party's.

    Written once and ended once. `identifier_hash` is that of the party (a key of the database holds it so): one account
    is one person, and one person one account, in whatever offices he is registered.
    """

    party = models.ForeignKey(Party, models.PROTECT, related_name="links", verbose_name=_("party"))
    user = models.ForeignKey(User, models.PROTECT, related_name="identity_links", verbose_name=_("user"))
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    identifier_hash = models.CharField(max_length=64, editable=False)
    reason = models.CharField(_("reason"), max_length=300)
    linked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("linked by"))
    linked_at = models.DateTimeField(_("linked"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("ended by")
    )
    end_reason = models.CharField(_("reason of the end"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("identity link")
        verbose_name_plural = _("identity links")
        ordering = ["-linked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(user=models.F("linked_by")), name="identity_link_by_another"),
            models.CheckConstraint(
                condition=~models.Q(reason="") & ~models.Q(identifier_hash=""), name="identity_link_for_a_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None, end_reason="")
                | (models.Q(ended_at__isnull=False, ended_by__isnull=False) & ~models.Q(end_reason="")),
                name="identity_link_ended_by_someone",
            ),
            models.UniqueConstraint(fields=["party"], condition=models.Q(ended_at=None), name="identity_link_once"),
            ExclusionConstraint(
                name="identity_link_one_person",
                expressions=[("user", "="), ("identifier_hash", "<>")],
                condition=models.Q(ended_at=None),
            ),
            ExclusionConstraint(
                name="identity_link_one_account",
                expressions=[("identifier_hash", "="), ("user", "<>")],
                condition=models.Q(ended_at=None),
            ),
        ]
        indexes = [
            # Usage: every read of what is a person's own (own_parties_v1).
            models.Index(fields=["user"], name="identity_link_live", condition=models.Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.party} · {self.user}"
