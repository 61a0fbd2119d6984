"""What this slice adds to the page of a municipal body: how many findings its latest check counted."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.accounts.policies import Person
from geo.layers.panels import adds_to, link
from geo.municipalities.models import Municipality
from parcels.quality.policies import may_see_findings
from parcels.quality.selectors import published_counts


@adds_to("workplace")
def quality_tool(request: HttpRequest, person: Person) -> SafeString | None:
    """Lead to the findings, whoever may see any."""
    return link("quality:index", _("Data quality")) if may_see_findings(person) else None


@adds_to("body_page")
def quality_panel(request: HttpRequest, body: Municipality) -> SafeString | None:
    """Show everyone the counts of the latest check; nothing where nobody has checked."""
    counts = list(published_counts(body.pk))
    if not counts:
        return None
    context = {
        "found": [row for row in counts if row.count],
        "total": sum(row.count for row in counts),
        "checked": counts[0],
        "opens": may_see_findings(request.user),
    }
    return render_to_string("quality/panel.html", context, request)
