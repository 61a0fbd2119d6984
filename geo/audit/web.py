"""The history of any record, for the head of the office that keeps it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from geo.accounts.enums import Role
from geo.accounts.policies import territories_of
from geo.audit.registry import title_of
from geo.audit.selectors import timeline
from geo.errors import NotAllowed, NotFound
from geo.municipalities.scope import territory


@login_required
def history(request: HttpRequest, subject: str) -> HttpResponse:
    """Show what happened to a record, as far as it happened in the places that the person is head of."""
    places = territories_of(request.user, role=Role.HEAD)
    if not places:
        raise NotAllowed
    kind, _colon, key = subject.partition(":")
    title = title_of(kind)
    if title is None or not key:
        raise NotFound
    with territory(places):
        entries = timeline([subject])
        if not entries:  # nothing of it was seen here: it may not be told whether it is elsewhere
            raise NotFound
        return render(request, "audit/history.html", {"entries": entries, "title": title, "key": key})
