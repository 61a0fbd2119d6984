"""What can go wrong with a survey."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotAllowed, Text


class SurveyNotOpen(Conflict):
    """No survey can begin on this parcel now."""

    code = "survey_not_open"
    message = _("A survey decision is given for an active parcel only.")


class AlreadyAsked(Conflict):
    """The form was sent before, for something else: the first one stands."""

    code = "survey_already_asked"
    message = _("This form was sent before for another survey. Open that one, or begin a new one.")


class FieldWorkNotYours(NotAllowed):
    """Observations are recorded by a surveyor of the office."""

    code = "field_work_not_yours"
    message = _("Field work is recorded by a surveyor of this office.")


class FieldWorkClosed(Conflict):
    """Observations were handed in: they stay as they are until the survey is returned."""

    code = "field_work_closed"
    message = _("The field work was handed in. It can be recorded again only when the survey is returned.")


class SheetUnreadable(InvalidInput):
    """A line of the field sheet cannot be read; the sentence says which and why."""

    code = "sheet_unreadable"

    def __init__(self, reason: Text, *, line: int) -> None:
        message = str(_("Line %(line)s: %(reason)s")) % {"line": line, "reason": str(reason)}
        super().__init__(message, line=line)


class TraverseUnreadable(InvalidInput):
    """The points of a field sheet do not make closed walks."""

    code = "traverse_unreadable"


class SurveyRulesNotMet(Conflict):
    """A rule says no, or cannot be told: nothing is handed in, checked or approved then."""

    code = "survey_rules_not_met"
    message = _("Not every rule of the survey is met. Each line of the checklist says what to do.")


class ValidityMissing(Conflict):
    """No dated validity is recorded: neither a term nor that there is none."""

    code = "survey_validity_missing"
    message = _("No validity is recorded for survey decisions of this day: the decision cannot be issued.")


class DecisionNotIssued(Conflict):
    """A decision stands on an approved survey, its figures, its three hands, and the number of its office."""

    code = "survey_decision_not_issued"
    message = _("A survey decision is written only for an approved survey, under the number that the office gave it.")


DatabaseRefusal.register("MK022", DecisionNotIssued)
DatabaseRefusal.register("MK023", FieldWorkClosed)
