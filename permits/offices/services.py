"""Registering offices, who belongs to them, for whom they act, and the programs with which they do."""

from datetime import date
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from oauth2_provider.models import AccessToken, Application, Grant, RefreshToken

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from geo.parties.services import identifier_hash, normalise_identifier
from geo.series.services import record_act
from geo.spatial.refusals import refusals_explained
from permits.offices.enums import OfficeKind
from permits.offices.errors import (
    MandateDatesWrong,
    MandateEnded,
    NotYourOffice,
    NotYoursToMandate,
    RedirectNotAllowed,
)
from permits.offices.models import Mandate, Office, OfficeMember, Program
from permits.offices.policies import may_keep, may_mandate

#: The name of an office's account; nobody can sign in with it.
ACCOUNT = "office-{}"


@transaction.atomic
def register_office(
    *,
    kind: OfficeKind,
    name: str,
    registration_number: str,
    licence_number: str,
    licensed_from: date,
    licensed_until: date,
    registered_by: Municipality,
) -> Office:
    """Return the office of that registration number, written down now with an account of its own if it is new.

    Errors: InvalidInput when the number has not ten digits.
    """
    number = normalise_identifier(registration_number)
    known = Office.objects.filter(registration_number=number).first()
    if known is not None:
        return known
    account = User(username=ACCOUNT.format(number), full_name=name)
    account.set_unusable_password()
    account.save()
    return Office.objects.create(
        kind=kind, name=name, registration_number=number, licence_number=licence_number, licensed_from=licensed_from,
        licensed_until=licensed_until, registered_by=registered_by, account=account,
        identifier_hash=identifier_hash(number),
    )  # fmt: skip


def join_office(*, office: Office, user: User, starts_on: date, ends_on: date | None = None) -> OfficeMember:
    """Write down that a person belongs to an office between two days."""
    return OfficeMember.objects.create(office=office, user=user, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def record_mandate(
    *, office: Office, municipality: Municipality, identifier: str, document_number: str, starts_on: date,
    ends_on: date, by: User,
) -> Mandate:  # fmt: skip
    """Write down that an applicant lets an office apply for him, and enter it in the chain of the municipal office.

    Errors: NotYoursToMandate, MandateDatesWrong, InvalidInput.
    """
    if not may_mandate(by, office, municipality.pk):
        raise NotYoursToMandate
    if ends_on < starts_on or ends_on < timezone.localdate():
        raise MandateDatesWrong
    given = Mandate.objects.create(
        office=office, municipality=municipality, identifier_hash=identifier_hash(identifier),
        document_number=document_number.strip(), starts_on=starts_on, ends_on=ends_on, recorded_by=by,
    )  # fmt: skip
    _enter(given, by, "mandate recorded")
    return given


@transaction.atomic
def revoke_mandate(*, mandate: Mandate, by: User) -> Mandate:
    """End a mandate now; what was filed under it stays filed. Errors: NotYoursToMandate, MandateEnded."""
    held = Mandate.objects.select_for_update(of=("self",)).select_related("office", "municipality").get(pk=mandate.pk)
    if not may_mandate(by, held.office, held.municipality_id):
        raise NotYoursToMandate
    if held.revoked_at is not None:
        raise MandateEnded
    held.revoked_at, held.revoked_by = timezone.now(), by
    with refusals_explained():
        held.save(update_fields=["revoked_at", "revoked_by"])
    _enter(held, by, "mandate revoked")
    return held


def _enter(mandate: Mandate, by: User, act: str) -> None:
    facts = {
        "office": mandate.office.registration_number, "document": mandate.document_number,
        "starts_on": mandate.starts_on, "ends_on": mandate.ends_on,
    }  # fmt: skip
    record_act(office=mandate.municipality, by=by, action=act, subject=f"mandate:{mandate.pk}", facts=facts)


@transaction.atomic
def make_program(*, office: Office, name: str, redirect_uri: str, by: User) -> tuple[Program, str]:
    """Make a client of an office and return it with its secret, which is told this once and kept as a hash.

    With an address to come back to it asks people for leave (authorization code with PKCE); without one it acts for
    the office itself (client credentials). Errors: NotYourOffice, RedirectNotAllowed.
    """
    if not may_keep(by, office):
        raise NotYourOffice
    for_people = bool(redirect_uri.strip())
    if for_people:
        _check_redirect(redirect_uri.strip())
    client = Application(
        name=name, client_type=Application.CLIENT_CONFIDENTIAL, redirect_uris=redirect_uri.strip(),
        authorization_grant_type=(
            Application.GRANT_AUTHORIZATION_CODE if for_people else Application.GRANT_CLIENT_CREDENTIALS
        ),
    )  # fmt: skip
    secret = client.client_secret
    client.save()
    return Program.objects.create(office=office, client=client, made_by=by), secret


def _check_redirect(typed: str) -> None:
    parts = urlsplit(typed)
    if parts.scheme != "https" or not parts.hostname or parts.fragment or any(map(str.isspace, typed)):
        raise RedirectNotAllowed


@transaction.atomic
def close_program(*, program: Program, by: User) -> Program:
    """End a program and every token that it holds. Errors: NotYourOffice."""
    if not may_keep(by, program.office):
        raise NotYourOffice
    held = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    if held.closed_at is None:
        held.closed_at = timezone.now()
        held.save(update_fields=["closed_at"])
    for kind in (RefreshToken, AccessToken, Grant):
        kind.objects.filter(application_id=held.client_id).delete()
    return held
