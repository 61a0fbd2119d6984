"""OAuth 2.0 for programs of offices: which clients get tokens, and in whose name a token acts."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from oauth2_provider.models import AccessToken
from oauth2_provider.oauth2_validators import OAuth2Validator
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request

from geo.accounts.models import User
from geo.municipalities.scope import act_as
from permits.offices.enums import Scope
from permits.offices.errors import OfficeNotLicensed, ProgramClosed, ScopeMissing
from permits.offices.models import Office, Program
from permits.offices.policies import is_licensed, is_member


@dataclass(frozen=True, slots=True)
class Acting:
    """Who asks through a token: the program, its office, and in whose name (the office's account, or a person)."""

    program: Program
    office: Office
    person: User
    scopes: frozenset[str]

    def need(self, scope: Scope) -> None:
        """Errors: ScopeMissing."""
        if scope not in self.scopes:
            raise ScopeMissing


def acting_through(program: Program | None, person: User | None, scopes: frozenset[str] = frozenset()) -> Acting:
    """Return who acts through a program today. Errors: ProgramClosed, OfficeNotLicensed.

    Without a person it is the office itself; a person must still belong to it.
    """
    if program is None or program.closed_at is not None:
        raise ProgramClosed
    if not is_licensed(program.office):
        raise OfficeNotLicensed
    if person is not None and not is_member(person, program.office):
        raise ProgramClosed
    return Acting(program, program.office, person or program.office.account, scopes)


def program_of(client_id: Any) -> Program | None:
    """Return the program of a client, by the key of its row."""
    return Program.objects.select_related("office__account").filter(client_id=client_id).first()


def program_named(client_id: str) -> Program | None:
    """Return the program of a client, by the name with which it asks."""
    return Program.objects.select_related("office", "client").filter(client__client_id=client_id).first()


class OfficeValidator(OAuth2Validator):
    """Tokens only for open programs of licensed offices: asked anew each time a token is given."""

    def validate_client_id(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Say whether a client may begin to ask a person for leave."""
        return super().validate_client_id(client_id, request, *args, **kwargs) and _alive(request.client)

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Say whether whoever asks for a token knows the client's secret and may have one."""
        return super().authenticate_client(request, *args, **kwargs) and _alive(request.client)

    def authenticate_client_id(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Say no: every program has a secret."""
        return False


def _alive(client: Any) -> bool:
    try:
        acting_through(program_of(client.pk), None)
    except (ProgramClosed, OfficeNotLicensed):
        return False
    return True


class ByToken(BaseAuthentication):
    """Authenticates `Authorization: Bearer`; the transaction then acts as the office or the person of the token."""

    def authenticate(self, request: Request) -> tuple[User, Acting]:
        """Return who asks. Errors: NotAuthenticated, AuthenticationFailed, ProgramClosed, OfficeNotLicensed."""
        kind, _space, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token.strip():
            raise NotAuthenticated
        checksum = hashlib.sha256(token.strip().encode()).hexdigest()
        running = AccessToken.objects.filter(token_checksum=checksum, expires__gt=timezone.now())
        held = running.select_related("user").first()
        if held is None:
            raise AuthenticationFailed
        acting = acting_through(program_of(held.application_id), held.user, frozenset(held.scope.split()))
        act_as(acting.person.pk, reason=f"program {acting.program.pk} of office {acting.office.registration_number}")
        return acting.person, acting

    def authenticate_header(self, request: Request) -> str:
        """Return how to ask."""
        return 'Bearer realm="mukhattat"'
