"""The timeline of a record, for any page: `{% timeline record %}`."""

from typing import Any

from django import template
from django.db.models import Model

from geo.audit import selectors
from geo.audit.registry import Entry, subject_of

register = template.Library()


@register.inclusion_tag("audit/timeline.html")
def timeline(*records: Model | str) -> dict[str, Any]:
    """Show what happened to records, given as such or as subjects ("case:…"), as far as the open scope shows it."""
    subjects = [record if isinstance(record, str) else subject_of(record) for record in records]
    return {"entries": selectors.timeline(subjects)}


@register.inclusion_tag("audit/timeline.html")
def entries(found: list[Entry]) -> dict[str, Any]:
    """Show entries that a view has read."""
    return {"entries": found}
