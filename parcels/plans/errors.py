"""What the frame of the land refuses."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput


class PlanStateNotPossible(Conflict):
    """The plan is not in a state from which this one follows; the context names both."""

    code = "plan_state_not_possible"
    message = _("The state of the plan does not allow this.")


class SuccessorMissing(Conflict):
    """A plan ends for another that is in force, and a revision follows one that was decided."""

    code = "plan_successor_missing"
    message = _("Name the plan in force that takes its place; a revision follows the decision on the one before it.")


class ReasonMissing(InvalidInput):
    """Why a plan changes its state is kept with the change."""

    code = "plan_reason_missing"
    message = _("Write the reason: it is kept with the decision.")


class RuleDates(Conflict):
    """A rule begins after the one that holds, which it ends."""

    code = "building_rule_dates"
    message = _("A building rule begins after the one that holds in the zone: the past is not rewritten.")


DatabaseRefusal.register("MK024", PlanStateNotPossible)
DatabaseRefusal.register("MK026", SuccessorMissing)
