"""Pages of lists: a cursor names the last row that was read, so that rows entered meanwhile move nothing."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.db.models import IntegerField, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from geo.api.errors import BadParameter
from geo.calendars.digits import fold_digits

DEFAULT_LIMIT: Final = 100
MOST: Final = 1000
_FORM = "after:"
_LONGEST = 400
Row = TypeVar("Row")


class CursorInvalid(BadParameter):
    """Not a cursor of ours."""

    code = "cursor_invalid"
    message = _("This is no cursor of this list: follow the link to the next page as it is.")


class LimitInvalid(BadParameter):
    """Not a number of rows."""

    code = "limit_invalid"
    message = _("The limit is a whole number, 1 or more; more than 1000 are never given at once.")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of a list and the address of those that follow, None after the last."""

    rows: Sequence[Row]
    next: str | None

    @property
    def links(self) -> dict[str, str]:
        """The header that names the next page (RFC 8288)."""
        return {"Link": f'<{self.next}>; rel="next"'} if self.next else {}


def read_limit(request: Request) -> int:
    """Return how many rows to give: 100 unless told, at most 1000, which is given where more was asked for."""
    text = fold_digits(request.query_params.get("limit", "")).strip()
    if not text:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit()) or not text.strip("0"):
        raise LimitInvalid("limit")
    return MOST if len(text.lstrip("0")) > len(str(MOST)) else min(int(text), MOST)


def read_cursor(request: Request) -> str | None:
    """Return the key after which the page begins; None for the first page. Errors: CursorInvalid."""
    return key_in(request.query_params.get("cursor", ""))


def key_in(text: str) -> str | None:
    """Return the key that a cursor names; None for an empty text. Errors: CursorInvalid."""
    if not text:
        return None
    try:
        plain = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("utf-8")
    except ValueError as error:
        raise CursorInvalid("cursor") from error
    key = plain.removeprefix(_FORM)
    if key == plain or not key or len(key) > _LONGEST or "\0" in key:
        raise CursorInvalid("cursor")
    return key


def cursor_of(key: object) -> str:
    """Return the cursor that begins after a key."""
    return urlsafe_b64encode(f"{_FORM}{key}".encode()).decode("ascii").rstrip("=")


def page_of(rows: QuerySet[Any], request: Request, *, key: str, descending: bool = False) -> Page[Any]:
    """Return a page of rows in the order of a column that no two rows share: a text, or a whole number.

    Errors: CursorInvalid, LimitInvalid.
    """
    after, limit = read_cursor(request), read_limit(request)
    if after is not None:
        whole = isinstance(rows.model._meta.get_field(key), IntegerField)
        bound = _whole(after) if whole else after
        rows = rows.filter(**{f"{key}__{'lt' if descending else 'gt'}": bound})
    found = list(rows.order_by(f"-{key}" if descending else key)[: limit + 1])
    return _page(found, limit, request, lambda row: getattr(row, key))


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise CursorInvalid("cursor")
    return int(text)


def page_of_all(rows: Sequence[Row], request: Request, *, key: Callable[[Row], str]) -> Page[Row]:
    """Return a page of rows that are at hand, in ascending order of a key that no two rows share."""
    after, limit = read_cursor(request), read_limit(request)
    found = [row for row in rows if after is None or key(row) > after]
    return _page(found, limit, request, key)


def _page(found: Sequence[Row], limit: int, request: Request, key: Callable[[Row], object]) -> Page[Row]:
    rows = found[:limit]
    if len(found) <= limit:
        return Page(rows, None)
    query = request.query_params.copy()
    query["cursor"] = cursor_of(key(rows[-1]))
    return Page(rows, request.build_absolute_uri(f"{request.path}?{query.urlencode()}"))
