"""The error tree, and the one table from error to HTTP status."""

import json
from http import HTTPStatus
from typing import Any, ClassVar

from django.db import DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """A rule of the domain said no: carries a stable code, one translatable sentence, and facts for a program."""

    code: str = "refused"
    message: Text = _("The request was refused.")

    def __init__(self, message: Text | None = None, *, code: str | None = None, **context: Any) -> None:
        self.code = code or type(self).code
        self.message = message if message is not None else type(self).message
        self.context = context
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class InvalidInput(DomainError):
    """What was sent cannot be understood or is not allowed by itself."""

    code = "invalid_input"
    message = _("The data that was sent is not valid.")


class TooLarge(InvalidInput):
    """More was sent than is taken."""

    code = "too_large"
    message = _("What was sent is too large.")


class NotAllowed(DomainError):
    """The person may not do this here."""

    code = "not_allowed"
    message = _("You are not allowed to do this.")


class NotFound(DomainError):
    """There is no such record, or none that the person may see."""

    code = "not_found"
    message = _("No such record was found.")


class Conflict(DomainError):
    """The register or another procedure stands against it."""

    code = "conflict"
    message = _("This conflicts with what is already recorded.")


class Unavailable(DomainError):
    """A part that is needed does not answer now; the same request may succeed later."""

    code = "unavailable"
    message = _("A service that is needed does not answer. Try again later.")


class TooMany(DomainError):
    """More was asked in a time than is taken; `seconds` in the context says when the same request may succeed."""

    code = "too_many"
    message = _("Too many requests. Try again later.")


#: The one table: the first class that fits decides.
STATUS: dict[type[DomainError], HTTPStatus] = {
    InvalidInput: HTTPStatus.BAD_REQUEST,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    DomainError: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def http_status(error: DomainError) -> HTTPStatus:
    """Return the HTTP status of an error, by the nearest class in STATUS."""
    return next(STATUS[cls] for cls in type(error).__mro__ if cls in STATUS)


class DatabaseRefusal:
    """Registry of what the database refuses: SQLSTATE of class MK → domain error."""

    by_sqlstate: ClassVar[dict[str, type[DomainError]]] = {}

    @classmethod
    def register(cls, sqlstate: str, error: type[DomainError]) -> None:
        """Declare the domain error that a trigger's SQLSTATE stands for; a state can be declared once."""
        if cls.by_sqlstate.get(sqlstate, error) is not error:
            raise ValueError(f"{sqlstate} is declared twice")
        cls.by_sqlstate[sqlstate] = error

    @classmethod
    def translate(cls, error: DatabaseError) -> DomainError | None:
        """Return the domain error behind a database error, or None when it is not one of ours."""
        cause = error.__cause__
        kind = cls.by_sqlstate.get(getattr(cause, "sqlstate", None) or "")
        if kind is None:
            return None
        detail = getattr(getattr(cause, "diag", None), "message_detail", None)
        return kind(**_facts(detail))


def _facts(detail: str | None) -> dict[str, Any]:
    """Return the JSON object that our triggers put into DETAIL."""
    if not detail or not detail.startswith("{"):
        return {}
    facts: dict[str, Any] = json.loads(detail)
    return facts
