"""What the procedures of plans refuse."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal


class PlanNotNumbered(Conflict):
    """A plan comes into force with its parcels numbered."""

    code = "plan_not_numbered"
    message = _("Not every parcel of the plan has its number.")


class PlanRulesNotMet(Conflict):
    """Some rule says no, or cannot be told."""

    code = "plan_rules_not_met"
    message = _("Not every check of the plan is met. See the checklist.")


class PlanDocumentMissing(Conflict):
    """The step stands on a paper that is not filed yet; the context names its kind."""

    code = "plan_document_missing"
    message = _("A document is missing for this step. File it on this page first.")


class PlanBusy(Conflict):
    """One procedure at a time decides on a plan."""

    code = "plan_busy"
    message = _("Another procedure on this plan is open.")


class PlanCaseNotPossible(Conflict):
    """The plan is not in a state in which this procedure begins."""

    code = "plan_case_not_possible"
    message = _("In its present state no such procedure can be opened on this plan.")


class LabelsMissing(Conflict):
    """In a block either every parcel bears the number that the plan gives it, or none does."""

    code = "plan_labels_missing"
    message = _("Some parcels of a block bear a number of the plan and some do not.")


class PlanOverSeveralDistricts(Conflict):
    """A plan takes the place of parcels of one district at a time."""

    code = "plan_over_several_districts"
    message = _("The plan lies on parcels of several districts. Divide it, or let each district go first.")


DatabaseRefusal.register("MK025", PlanNotNumbered)
