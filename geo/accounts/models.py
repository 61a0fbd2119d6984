"""Users and their memberships: an engineer of one sub-municipality is nobody in the next."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from geo.accounts.enums import Role
from geo.municipalities.models import Municipality


class User(AbstractUser):
    """A person who signs in; a citizen has no membership."""

    full_name = models.CharField(_("full name"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.full_name or self.username


class Membership(models.Model):
    """A role of a user in a place, between dates; it covers the places below too."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="memberships", verbose_name=_("place"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.municipality}"


class Delegation(models.Model):
    """A signature lent for some days (تفويض بالتوقيع): whoever is delegated signs in the name of whoever delegates.

    A decision of its own, kept for ever; it can be revoked once. It never outlasts the role of the one who gave it.
    """

    from_user = models.ForeignKey(
        User, models.PROTECT, related_name="delegations_given", verbose_name=_("delegated by")
    )
    to_user = models.ForeignKey(User, models.PROTECT, related_name="delegations_held", verbose_name=_("delegated to"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("place"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=300)
    decision_number = models.CharField(_("number of the decision"), max_length=60)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("revoked by")
    )

    class Meta:
        verbose_name = _("delegation of signature")
        verbose_name_plural = _("delegations of signature")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="delegation_dates_in_order"
            ),
            models.CheckConstraint(condition=~models.Q(from_user=models.F("to_user")), name="delegation_to_another"),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="delegation_revoked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_user} → {self.to_user}: {self.get_role_display()}, {self.municipality}"


class VisitorAct(models.Model):
    """Something that a visitor who is not signed in left behind: counted for a while, then forgotten (visitors.py).

    `visitor` is a keyed hash of an address: rows of one visitor are known as such, the address is not kept.
    """

    act = models.CharField(_("act"), max_length=40)
    visitor = models.CharField(_("visitor"), max_length=64)
    done_at = models.DateTimeField(_("time of the act"))

    class Meta:
        verbose_name = _("act of a visitor")
        verbose_name_plural = _("acts of visitors")
        indexes = [
            # Usage: how often a visitor did it of late
            models.Index(fields=["visitor", "act", "done_at"], name="visitor_act_of_late"),
            # Usage: what is old enough to be forgotten
            models.Index(fields=["done_at"], name="visitor_act_old"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.done_at}"
