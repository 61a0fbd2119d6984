"""What the file of a case asks of applications: their drawing, put right on request, and the rules they do not meet."""

from collections.abc import Collection

from django.contrib.gis.geos import GEOSGeometry

from geo.accounts.models import User
from geo.spatial_rules.rule import Answer
from permits.applications.models import PermitApplication
from permits.applications.services import change_works
from permits.cases.models import Case
from permits.cases.places import hits
from permits.cases.supplements import revisers


class RevisedWorks:
    """The works of an application: drawn anew they are judged at once."""

    outlines = "applications:outlines"

    def works(self, case: Case) -> GEOSGeometry:
        """Return the works as they are asked for now."""
        works: GEOSGeometry = PermitApplication.objects.only("works").get(pk=case.pk).works
        return works

    def revise(self, *, case: Case, works: GEOSGeometry, by: User) -> None:
        """Put other works in their place. Errors: those of change_works."""
        change_works(application=PermitApplication.objects.get(pk=case.pk), works=works, by=by)


def rules_hit(case: Case) -> Collection[str]:
    """Return the codes of the rules that the latest run does not find met."""
    latest = PermitApplication.objects.get(pk=case.pk).assessments.last()
    return [found["rule"] for found in latest.findings if found["answer"] != Answer.YES] if latest else []


for kind in ("building", "demolition", "restoration", "simple"):
    revisers.register(kind, RevisedWorks())
for kind in ("building", "demolition", "restoration", "fencing", "simple"):
    hits.register(kind, rules_hit)
