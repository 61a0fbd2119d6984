"""The list of a record's papers for any page, with the form to file one more."""

from typing import Any

from django import template
from django.template.context import Context

from geo.documents.forms import DocumentForm
from geo.documents.registry import home_of
from geo.documents.selectors import documents_of

register = template.Library()


@register.inclusion_tag("documents/panel.html", takes_context=True)
def documents_panel(context: Context, subject: str) -> dict[str, Any]:
    """Show the papers of "slice.model:key" to the staff of its territory; to others nothing at all."""
    request = context["request"]
    home = home_of(subject, request.user) if request.user.is_authenticated else None
    may_file = home is not None and home.may_file
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "shown": may_file,
        "documents": documents_of(subject) if may_file else [],
        "form": DocumentForm(subject=subject) if may_file else None,
    }
