"""What can go wrong with grants."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotAllowed


class NotOfGrants(NotAllowed):
    """This is the grants department's."""

    code = "not_of_grants"
    message = _("This is for the grants department of this office.")


class AlreadyAsked(Conflict):
    """The person has a live application, here or in another office."""

    code = "grant_asked_already"
    message = _("This person has an application for a grant that is not at its end. There is one application a person.")


class AskedOtherwise(Conflict):
    """The request id was used for another application."""

    code = "grant_form_sent"
    message = _("This form was sent before, with other facts. Open it again to enter another application.")


class ClassUnknown(InvalidInput):
    """No area class of that code holds today."""

    code = "grant_class_unknown"
    message = _("No area class of this code holds today.")


class NotEligible(Conflict):
    """A condition in force is not met, or cannot be told."""

    code = "grant_not_eligible"
    message = _("A condition of eligibility is not met, or it cannot be told from what is recorded.")


class PlotUnfit(Conflict):
    """The plot changed since it was frozen: split, stopped, permitted, held or restricted."""

    code = "grant_plot_unfit"
    message = _(
        "The plot is not what was drawn any more: it was changed, stopped, built on, restricted, or somebody else "
        "has a right, a permit or a case on it. It must be replaced."
    )


class PlotTaken(Conflict):
    """The plot is another grant's, or the grant has a plot."""

    code = "grant_plot_taken"
    message = _("This plot is granted already, or this grant has its plot.")


class PoolFrozen(Conflict):
    """What a frozen pool holds stays."""

    code = "grant_pool_frozen"
    message = _("The plots of a frozen pool stay as they were frozen.")


class PoolNotReady(Conflict):
    """The pool is empty, not frozen, or drawn already."""

    code = "grant_pool_not_ready"
    message = _("The pool is not ready for this: it is empty, not frozen, or drawn already.")


class PlotInTwoPools(Conflict):
    """A plot is in another frozen pool."""

    code = "grant_plot_in_two_pools"
    message = _("A plot of this pool is in another frozen pool by now. Fill the pool again.")


class NobodyWaits(Conflict):
    """Nobody in the queue waits for plots of these classes."""

    code = "grant_nobody_waits"
    message = _("Nobody in the queue waits for plots of these area classes.")


class BatchMisfit(Conflict):
    """A batch holds 1 to 260 grants that wait for verification."""

    code = "grant_batch_misfit"
    message = _("A batch holds 1 to 260 grants whose plot is drawn and that wait for verification.")


class DecisionIncomplete(Conflict):
    """A decision was written that was not numbered, or was changed afterwards."""

    code = "grant_decision_incomplete"
    message = _("A grant is decided with a number of the series and by two persons, and what was decided stays.")


class StakeOutMissing(Conflict):
    """The last record of the stake-out is missing, of another boundary, or too far from the plan."""

    code = "grant_stake_out_missing"
    message = _("The corners must be staked first, each within the tolerance of its place in the plan.")


class CornersMisfit(InvalidInput):
    """Not as many corners as the boundary has, or what is no place."""

    code = "grant_corners_misfit"
    message = _("Write every corner of the plot once, in the order of the drawing, east and north in metres.")


class HeirsMisfit(Conflict):
    """Shares of heirs do not add up to the whole, or they are recorded already."""

    code = "grant_heirs_misfit"
    message = _("The shares of the heirs must add up to the whole, and they are recorded once, before the deed.")


class DeedMissing(Conflict):
    """The deed's number comes with the step."""

    code = "grant_deed_missing"
    message = _("Write the number and the date of the deed that the notary returned.")


class PeriodRuns(Conflict):
    """The obligations are not met yet."""

    code = "grant_period_runs"
    message = _("The obligations of the grantee are not met yet.")


class NotAGrantPlan(Conflict):
    """The plan is not approved, or declared already."""

    code = "grant_plan_misfit"
    message = _("Only an approved plan of this office becomes a grant plan, once.")


DatabaseRefusal.register("MK066", PlotUnfit)
DatabaseRefusal.register("MK067", PoolFrozen)
DatabaseRefusal.register("MK068", DecisionIncomplete)
