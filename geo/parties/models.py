"""Persons and organisations that take part: applicants, owners, offices, contractors."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

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
