"""Panels: what other slices add to a page of the register, without the page knowing them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

#: A panel gets the request and the record that the page shows, and answers HTML, or nothing.
Panel = Callable[[HttpRequest, Any], SafeString | None]
_panels: dict[str, list[Panel]] = {}


def adds_to(place: str) -> Callable[[Panel], Panel]:
    """Declare a panel of a place such as "card"."""

    def declare(panel: Panel) -> Panel:
        _panels.setdefault(place, []).append(panel)
        return panel

    return declare


def panels_for(place: str, request: HttpRequest, record: Any) -> list[SafeString]:
    """Return the panels of a record, in the order of the slices."""
    answers = (panel(request, record) for panel in _panels.get(place, []))
    return [answer for answer in answers if answer]


def link(view: str, label: str) -> SafeString:
    """Return a tool of the workplace: a link that looks like a button."""
    return format_html('<a class="btn btn-outline-primary" href="{}">{}</a>', reverse(view), label)
