"""Letting go of a plot: the allotment is released, the decision revoked with its paper, the bill taken back."""

from django.utils import timezone

from geo.accounts.models import User
from geo.printing.services import revoke_printout
from geo.spatial.refusals import refusals_explained
from permits.cases.services import release_claims
from permits.grants.models import Grant
from permits.grants.selectors import decision_of
from permits.payments.services import cancel_bill


def let_go(grant: Grant, by: User) -> None:
    """Release the plot of a grant, if it has one; inside a step of its case."""
    cancel_bill(case=grant.case, by=by, note=grant.case.reference)
    decision = decision_of(grant)
    with refusals_explained():
        if decision is not None:
            grant.decisions.filter(pk=decision.pk).update(revoked_at=timezone.now())
        grant.allotments.filter(released_at=None).update(released_at=timezone.now())
    release_claims(case=grant.case)
    if decision is not None and decision.printout is not None:
        revoke_printout(printout=decision.printout, reason=decision.number, by=by)
