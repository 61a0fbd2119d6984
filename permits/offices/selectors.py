"""Reads of offices, their programs, what they filed and what they were told."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from geo.accounts.models import User
from geo.errors import NotFound
from geo.municipalities.scope import in_the_name_of, territory
from permits.cases.models import Case
from permits.cases.policies import acting
from permits.offices.errors import OfficeUnknown
from permits.offices.models import Delivery, Filing, Mandate, Office, Program, Webhook
from permits.offices.policies import holds_on, is_licensed


def offices_of(person: User) -> QuerySet[Office]:
    """Return the offices to which a person belongs today."""
    day = timezone.localdate()
    running = Q(members__ends_on=None) | Q(members__ends_on__gte=day)
    return Office.objects.filter(running, members__user_id=person.pk, members__starts_on__lte=day).distinct()


def office_numbered(number: str) -> Office:
    """Return an office by its registration number; raise OfficeUnknown."""
    found = Office.objects.select_related("registered_by", "account").filter(registration_number=number).first()
    if found is None:
        raise OfficeUnknown
    return found


def programs_of(office: Office) -> QuerySet[Program]:
    """Return an office's programs, those that are open first."""
    return office.programs.select_related("client", "made_by").order_by("closed_at", "-made_at")


def webhooks_of(office: Office) -> QuerySet[Webhook]:
    """Return the addresses of an office that are told, those that are open first."""
    return office.webhooks.select_related("made_by").order_by("closed_at", "-made_at")


def deliveries_of(office: Office) -> QuerySet[Delivery]:
    """Return what an office was told, the latest first."""
    return Delivery.objects.filter(webhook__office=office).select_related("webhook", "message")


def mandates_of(office: Office) -> QuerySet[Mandate]:
    """Return an office's mandates in the territories of the transaction, the latest first."""
    return office.mandates.select_related("municipality", "recorded_by", "revoked_by")


def filed_cases(office: Office, person: User) -> QuerySet[Case]:
    """Return the cases that an office filed in a person's, or its account's, name: the database shows no others."""
    return Case.objects.filter(filing__office=office, filing__filed_by_id=person.pk).select_related("municipality")


def filed_case(office: Office, person: User, key: UUID) -> Case:
    """Return one of these cases; raise NotFound."""
    found = filed_cases(office, person).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def told_state(delivery: Delivery) -> dict[str, Any]:
    """Return how far a message to a program has come: tries, the last failure and the next try."""
    message = delivery.message
    return {
        "tries": message.attempts if message else 0,
        "error": message.last_error if message and not message.delivered_at else "",
        "next": message.due_at if message and not message.delivered_at and not delivery.given_up_at else None,
        "delivered": message.delivered_at if message and not delivery.given_up_at else None,
    }


def filed_for(person: User, key: UUID) -> Case | None:
    """Return a case that an office of this person filed in its account's name, while licence and mandate hold; or None.

    The database shows a case to whoever opened it: the account is asked in its own name.
    """
    for office in offices_of(person).select_related("account"):
        if is_licensed(office) and (case := _filed(office, key)) is not None:
            return case
    return None


def _filed(office: Office, key: UUID) -> Case | None:
    with in_the_name_of(office.account_id):
        case = filed_cases(office, office.account).filter(pk=key).first()
    if case is None:
        return None
    with territory([case.municipality_id]):
        filing = Filing.objects.select_related("mandate").get(case=case)
    return case if filing.mandate is None or holds_on(filing.mandate, timezone.localdate()) else None


acting.register("offices", filed_for)
