"""Guards of an application's steps."""

from geo.spatial_rules.rule import Answer
from permits.applications.assess import judge_now
from permits.applications.errors import RulesNotMet
from permits.applications.models import PermitApplication
from permits.cases.models import Case


def rules_are_met(case: Case) -> None:
    """Judge the application afresh and raise RulesNotMet unless every rule says yes; unknown blocks too."""
    application = PermitApplication.objects.select_related("version__parcel").get(pk=case.pk)
    if judge_now(application).answer != Answer.YES:
        raise RulesNotMet
