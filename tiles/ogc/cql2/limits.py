"""How much a filter may be: it is read before the reader is known, and asks the database for work."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tiles.ogc.errors import FilterTooLarge

LONGEST: Final = 20_000  # characters
DEEPEST: Final = 24  # operators inside each other
MOST_PARTS: Final = 500  # operators, properties and values
MOST_POINTS: Final = 10_000  # of all its shapes


def check_length(text: str) -> None:
    """Raise when a filter is longer than any that is read. Errors: FilterTooLarge."""
    if len(text) > LONGEST:
        raise FilterTooLarge(_("The filter is too long."))


def check_depth(depth: int) -> None:
    """Raise when the parts of a filter lie deeper in each other than is followed. Errors: FilterTooLarge."""
    if depth > DEEPEST:
        raise FilterTooLarge(_("The filter is nested too deeply."))


def check_parts(parts: int) -> None:
    """Raise when a filter has more parts than are taken. Errors: FilterTooLarge."""
    if parts > MOST_PARTS:
        raise FilterTooLarge(_("The filter has too many parts."))
