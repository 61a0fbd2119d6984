"""Wrong secrets and wrong tokens: counted in the database, by all workers together, and asked to wait.

A secret is looked at by a slow hash, so whoever sent too many wrong ones waits before his next is looked at. A token is
found by a fast hash of 160 random bits: the right one passes always, and only wrong ones are told to wait, so that one
broken program keeps none behind the same address out. Nobody can lock an office out from elsewhere: programs are
counted by address.
"""

from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from urllib.parse import unquote_plus

from django.db import transaction
from django.http import HttpRequest

from geo.accounts.sign_in import client_address
from geo.accounts.visitors import Limit, TooManyFromHere, count_for, wait_for

_WHILE: Final = timedelta(minutes=10)
#: Wrong secrets of one program from one address, and of any programs from one address; wrong tokens from one address.
OF_PROGRAM: Final = Limit("wrong secret of program", 10, _WHILE)
OF_ADDRESS: Final = Limit("wrong secret", 50, _WHILE)
OF_TOKENS: Final = Limit("wrong token", 60, _WHILE)


def seconds_before_secret(request: HttpRequest) -> int:
    """Return how long whoever asks for a token must wait before a secret is looked at; 0: not at all."""
    return max(wait_for(key, limit) for key, limit in _counted(request))


def count_wrong_secret(request: HttpRequest) -> None:
    """Count a wrong secret, whatever becomes of the request."""
    for key, limit in _counted(request):
        _count(key, limit)


def count_wrong_token(request: HttpRequest) -> int:
    """Count a wrong token, whatever becomes of the request; return how many seconds to wait, 0 for none."""
    return _count(_address(request), OF_TOKENS)


def bears_token(request: HttpRequest) -> bool:
    """Say whether a request brings a token, right or wrong."""
    return request.headers.get("Authorization", "")[:7].lower() == "bearer "


def claimed_clients(request: HttpRequest) -> set[str]:
    """Return which clients a request says it comes from: by its header, by its body, or by both at once."""
    named = {request.POST.get("client_id", "")}
    kind, _space, told = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            named.add(unquote_plus(b64decode(told).decode().partition(":")[0]))
        except ValueError:  # neither Base64 nor a text: the address alone is counted
            return named - {""}
    return named - {""}


def _counted(request: HttpRequest) -> Iterator[tuple[str, Limit]]:
    address = _address(request)
    yield address, OF_ADDRESS
    for client in sorted(claimed_clients(request)):
        yield f"{address} {client}", OF_PROGRAM


def _address(request: HttpRequest) -> str:
    return client_address(request) or ""


def _count(key: str, limit: Limit) -> int:
    """Count in a transaction of its own, which stays when the request's is undone."""
    try:
        with transaction.atomic():
            count_for(key, limit)
    except TooManyFromHere as error:
        return int(error.context["seconds"])
    return 0
