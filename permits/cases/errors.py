"""What can go wrong with a case."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotAllowed, NotFound


class StepNotPossible(Conflict):
    """The case is not in a state from which this step leaves."""

    code = "step_not_possible"
    message = _("This step is not possible in the present state of the case.")


class StepNotAllowed(NotAllowed):
    """The step is another person's."""

    code = "step_not_allowed"
    message = _("This step is not yours to take. Approval needs a second person with the right role in this office.")


class NoteMissing(InvalidInput):
    """The step needs a reason in words."""

    code = "note_missing"
    message = _("Write the reason: it is kept with the decision.")


class NoteTooLong(InvalidInput):
    """The note is longer than a reason is."""

    code = "note_too_long"
    message = _("The note is too long: two thousand characters at most.")


class LandNotInForce(Conflict):
    """A case holds land as it stands; the boundary has changed since, or the parcel is retired."""

    code = "land_not_in_force"
    message = _("The boundary of the parcel has changed. Begin again with today's boundary.")


class LandClaimed(Conflict):
    """Another case holds the land."""

    code = "land_claimed"
    message = _("Another case holds this land. It must be decided, withdrawn or moved first.")


class MattersOpen(Conflict):
    """Something in the file must be settled before this step."""

    code = "matters_open"
    message = _("Something in the file is still open and must be settled before this step. The file says what.")


class AlreadyClosed(Conflict):
    """What is in the file is closed once."""

    code = "already_closed"
    message = _("This was answered or closed before. Open the case again to see it.")


class FileClosed(Conflict):
    """The case is at its end: nothing is added to its file."""

    code = "file_closed"
    message = _("The case is at its end: nothing is added to its file any more.")


class NotYoursInFile(NotAllowed):
    """This part of the file is another person's."""

    code = "not_yours_in_file"
    message = _(
        "This part of the file is not yours: it is for the office's people, the department asked, or the applicant."
    )


class WordsMissing(InvalidInput):
    """What is put into the file needs words, two thousand characters at most."""

    code = "words_missing"
    message = _("Write what it is about, in at most two thousand characters.")


class AnswerMissing(InvalidInput):
    """What was asked for is not in the answer."""

    code = "answer_missing"
    message = _("What was asked for is missing in the answer.")


class DepartmentUnknown(NotFound):
    """No such department is asked about cases."""

    code = "department_unknown"
    message = _("There is no such department.")


class ReferralTermMissing(Conflict):
    """No dated row says how long a department has."""

    code = "referral_term_missing"
    message = _("It is not recorded how long this department has for its answer: it cannot be asked.")


class AskedAlready(Conflict):
    """A department is asked once at a time."""

    code = "asked_already"
    message = _("This department is being asked about this case already.")


class FileTermMissing(Conflict):
    """No dated term is recorded for what is asked or contested."""

    code = "file_term_missing"
    message = _("The term that holds for this is not recorded: it cannot be done.")


class NotRevisable(Conflict):
    """The drawing of this kind of case cannot be handed in anew here."""

    code = "not_revisable"
    message = _("The drawing of this case cannot be corrected by a request. Return the case to the applicant.")


class AppealNotOpen(Conflict):
    """No appeal can be made against this step: not contested so, not yours, made before, or out of time."""

    code = "appeal_not_open"
    message = _("No appeal can be made against this step: its term has ended, or it was contested before.")


class AppealNotUpheld(Conflict):
    """The step needs an appeal that was upheld."""

    code = "appeal_not_upheld"
    message = _("No appeal against the decision was upheld.")


DatabaseRefusal.register("MK008", StepNotPossible)
DatabaseRefusal.register("MK015", LandNotInForce)
DatabaseRefusal.register("MK016", LandClaimed)
DatabaseRefusal.register("MK058", MattersOpen)
DatabaseRefusal.register("MK059", AppealNotOpen)
