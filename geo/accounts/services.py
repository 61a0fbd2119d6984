"""Giving and revoking a delegation of signature."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from geo.accounts import selectors
from geo.accounts.enums import SYSTEM, Role
from geo.accounts.errors import (
    DelegatedToSelf,
    DelegateNotAnOfficer,
    DelegationDatesWrong,
    DelegationEnded,
    DelegationOverlaps,
    DelegationTermUnknown,
    DelegationTooLong,
    NotYoursToDelegate,
)
from geo.accounts.models import Delegation, User
from geo.accounts.policies import may_record, memberships_of
from geo.municipalities.models import Municipality
from geo.series.services import record_act
from geo.spatial.refusals import refusals_explained


def system_account() -> User:
    """Return the system's own account: inactive, without a password, in no role; it never signs for a person."""
    account, created = User.objects.get_or_create(username=SYSTEM, defaults={"full_name": "النظام", "is_active": False})
    if created:
        account.set_unusable_password()
        account.save(update_fields=["password"])
    return account


@transaction.atomic
def delegate_signature(
    *,
    giver: User,
    delegate: User,
    role: Role,
    municipality: Municipality,
    starts_on: date,
    ends_on: date,
    reason: str,
    decision_number: str,
    by: User,
) -> Delegation:
    """Lend a role in a place for some days, both included, and enter it in the chain of the place.

    Errors: NotYoursToDelegate, DelegatedToSelf, DelegateNotAnOfficer, DelegationDatesWrong, DelegationTermUnknown,
    DelegationTooLong, DelegationOverlaps, RoleNotHeld (said by the database), OutsideTerritory.
    """
    if not may_record(by, giver=giver, municipality_id=municipality.pk):
        raise NotYoursToDelegate
    if giver.pk == delegate.pk:
        raise DelegatedToSelf
    if not memberships_of(delegate, on=starts_on).exists():
        raise DelegateNotAnOfficer
    _check_days(starts_on, ends_on)
    User.objects.select_for_update(no_key=True).get(pk=giver.pk)  # a second press of the button waits, and is refused
    if selectors.overlapping(
        giver=giver, delegate=delegate, role=role, municipality_id=municipality.pk, starts_on=starts_on, ends_on=ends_on
    ):
        raise DelegationOverlaps
    with refusals_explained():
        given = Delegation.objects.create(
            from_user=giver, to_user=delegate, role=role, municipality=municipality, starts_on=starts_on,
            ends_on=ends_on, reason=reason, decision_number=decision_number, recorded_by=by,
        )  # fmt: skip
    _enter(given, by, "delegation given")
    return given


def _check_days(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on or starts_on < timezone.localdate():
        raise DelegationDatesWrong
    latest = selectors.latest_last_day(starts_on)
    if latest is None:
        raise DelegationTermUnknown
    if ends_on > latest:
        raise DelegationTooLong


@transaction.atomic
def revoke_delegation(*, delegation: Delegation, by: User) -> Delegation:
    """End a delegation from this day on; what was signed under it stays signed. Errors: as above, DelegationEnded."""
    held = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    if not may_record(by, giver=held.from_user, municipality_id=held.municipality_id):
        raise NotYoursToDelegate
    if held.revoked_at is not None or held.ends_on < timezone.localdate():
        raise DelegationEnded
    held.revoked_at, held.revoked_by = timezone.now(), by
    with refusals_explained():
        held.save(update_fields=["revoked_at", "revoked_by"])
    _enter(held, by, "delegation revoked")
    return held


def _enter(given: Delegation, by: User, act: str) -> None:
    facts = {
        "from": given.from_user_id, "to": given.to_user_id, "role": given.role, "starts_on": given.starts_on,
        "ends_on": given.ends_on, "decision_number": given.decision_number,
    }  # fmt: skip
    record_act(office=given.municipality, by=by, action=act, subject=f"delegation:{given.pk}", facts=facts)
