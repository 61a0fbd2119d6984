"""Guards of an application's steps."""

from geo.spatial_rules.rule import Answer
from parcels.register.models import Parcel
from permits.applications.assess import judge_now
from permits.applications.errors import RulesNotMet
from permits.applications.models import PermitApplication
from permits.cases.models import Case


def rules_are_met(case: Case) -> None:
    """Judge the application afresh and raise RulesNotMet unless every rule says yes; unknown blocks too.

    The parcel's row is locked first: what is judged here still holds when the step is committed.
    """
    application = PermitApplication.objects.select_related("version__parcel").get(pk=case.pk)
    Parcel.objects.select_for_update(no_key=True).get(pk=application.parcel_id)
    if judge_now(application).answer != Answer.YES:
        raise RulesNotMet
