"""Guards of the steps of a change of land."""

from parcels.register.models import Parcel
from permits.cases.models import Case
from permits.subdivisions.assess import judge_now
from permits.subdivisions.errors import RulesNotMet
from permits.subdivisions.selectors import latest_proposal


def rules_are_met(case: Case) -> None:
    """Judge the latest proposal afresh; raise RulesNotMet unless every rule says yes or its exemption was asked for.

    The parcels' rows are locked first: what is judged here still holds when the step is committed.
    """
    proposal = latest_proposal(case.pk)
    touched = proposal.touched.values_list("parcel_id", flat=True)
    list(Parcel.objects.filter(pk__in=list(touched)).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    if not judge_now(proposal).may_pass:
        raise RulesNotMet
