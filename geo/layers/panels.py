"""Panels: what other slices add to a page of the register, without the page knowing them."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

#: A panel gets the request and the key of the record, and answers HTML, or nothing.
Panel = Callable[[HttpRequest, str], SafeString | None]
_panels: dict[str, list[Panel]] = {}


def adds_to(place: str) -> Callable[[Panel], Panel]:
    """Declare a panel of a place such as "card"."""

    def declare(panel: Panel) -> Panel:
        _panels.setdefault(place, []).append(panel)
        return panel

    return declare


def panels_for(place: str, request: HttpRequest, key: str) -> list[SafeString]:
    """Return the panels of a record, in the order of the slices."""
    answers = (panel(request, key) for panel in _panels.get(place, []))
    return [answer for answer in answers if answer]
