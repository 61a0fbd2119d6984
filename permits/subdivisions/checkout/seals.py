"""The seal of a check-out: what a file says of which check-out it is, and of which boundaries, was not changed."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.core.signing import BadSignature, Signer

from permits.subdivisions.errors import NotACheckOut

_SALT = "permits.subdivisions.check_out"


def seal(checkout: UUID, boundaries: Iterable[tuple[UUID, int]]) -> str:
    """Return the seal of a check-out and the boundary versions that it took along: (parcel, version)."""
    return Signer(salt=_SALT).sign(_said(checkout, boundaries))


def check_seal(sealed: str, checkout: UUID, boundaries: Iterable[tuple[UUID, int]]) -> None:
    """Refuse a seal that is not of this check-out. Errors: NotACheckOut."""
    try:
        said = Signer(salt=_SALT).unsign(sealed)
    except BadSignature as broken:
        raise NotACheckOut from broken
    if said != _said(checkout, boundaries):
        raise NotACheckOut


def _said(checkout: UUID, boundaries: Iterable[tuple[UUID, int]]) -> str:
    lines = "\n".join(sorted(f"{parcel}:{version}" for parcel, version in boundaries))
    return f"{checkout}.{hashlib.sha256(lines.encode()).hexdigest()}"
