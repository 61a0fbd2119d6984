"""The list of a record's papers for any page, with the form to file one more."""

from typing import Any

from django import template
from django.template.context import Context

from geo.accounts.policies import Person
from geo.documents.forms import DocumentForm
from geo.documents.policies import levels_filed_by, levels_of
from geo.documents.registry import Home, home_of
from geo.documents.selectors import documents_seen
from geo.municipalities.scope import territory

register = template.Library()


@register.inclusion_tag("documents/panel.html", takes_context=True)
def documents_panel(context: Context, subject: str) -> dict[str, Any]:
    """Show the papers of "slice.model:key" that the person may read; to whom the record is hidden nothing at all."""
    request = context["request"]
    person = request.user
    home = home_of(subject, person) if person.is_authenticated else None
    if home is None or not (home.may_file or levels_of(person, home)):
        return {"shown": False}
    with territory([home.municipality.pk]):
        return {
            "request": request,
            "csrf_token": context.get("csrf_token"),
            "shown": True,
            "documents": list(documents_seen(subject, levels_of(person, home), by=person.pk)),
            "form": _form(subject, person, home) if home.may_file else None,
            "told_secrecy": not home.is_party,
        }


def _form(subject: str, person: Person, home: Home) -> DocumentForm:
    return DocumentForm(subject=subject, kinds=home.kinds, levels=levels_filed_by(person, home))
