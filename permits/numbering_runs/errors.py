"""What can go wrong with a numbering run."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput


class NothingToNumber(Conflict):
    """Every parcel of the district has a number."""

    code = "nothing_to_number"
    message = _("Every parcel of this district has a number.")


class NotAnOldDistrict(Conflict):
    """A planned district has the numbers of its plan."""

    code = "not_an_old_district"
    message = _("Only an old district is numbered by a run; a planned one has the numbers of its plan.")


class RunBusy(Conflict):
    """One run at a time is open on a plan."""

    code = "numbering_run_busy"
    message = _("A numbering of this district is open already. Finish or withdraw it first.")


class RunClosedToEdits(Conflict):
    """The walk changes only while the run is with the surveyors, and on top of its last revision."""

    code = "numbering_run_closed"
    message = _("The order can be changed only while the run is with the surveyors.")


class RevisionOutdated(Conflict):
    """Somebody saved a revision meanwhile."""

    code = "numbering_revision_outdated"
    message = _("Somebody has saved a newer revision meanwhile. Look at it, then make your changes on top of it.")


class OrderIncomplete(InvalidInput):
    """A walk through a block names each of its parcels once."""

    code = "numbering_order_incomplete"
    message = _("The order must name every parcel of the block exactly once, and no other.")


class StreetsNotCompared(Conflict):
    """Blocks are held against the streets of today before a run goes on to review."""

    code = "streets_not_compared"
    message = _("The streets of the map have changed, or were never compared with the blocks. Compare them first.")


class DoubtsUndecided(Conflict):
    """A person decides wherever blocks and streets disagree before a run goes on to review."""

    code = "street_doubts_undecided"
    message = _("Blocks and streets disagree in places that nobody has decided on yet. Decide on each of them first.")


class DecisionNotCarriedOut(Conflict):
    """Blocks that are to be joined or parted are proposed anew."""

    code = "street_decision_not_carried_out"
    message = _("Blocks are to be joined or parted as was decided. Let the whole be proposed anew first.")


class DecisionNotPossible(InvalidInput):
    """A decision is about a disagreement that stands, and of a kind that fits it."""

    code = "street_decision_not_possible"
    message = _("This cannot be decided so. Look at the last comparison and choose what it offers.")


class DecisionReasonMissing(InvalidInput):
    """A decision says why."""

    code = "street_decision_reason_missing"
    message = _("Write the reason of the decision.")


class RunIncomplete(Conflict):
    """Parcels of the district are not in the run."""

    code = "numbering_run_incomplete"
    message = _("Parcels of this district are not in the run. Let the numbering be proposed again.")


class ParcelsNotNumberable(InvalidInput):
    """The engine refuses outlines; the sentence says which and why."""

    code = "parcels_not_numberable"
    message = _("Some parcels cannot be numbered: %(faults)s")


class ObjectionDaysMissing(Conflict):
    """No dated number of days is recorded."""

    code = "objection_days_missing"
    message = _("No number of days for objections is recorded for this day: the numbering cannot be published.")


class NotHeard(Conflict):
    """Objections are taken while a run is published and its days last."""

    code = "objections_not_heard"
    message = _("Objections to this numbering are not taken now: the days are over, or it is not published.")


class ObjectionWithoutPlace(InvalidInput):
    """An objection names a parcel or a place."""

    code = "objection_without_place"
    message = _("Say which parcel: type its number and block, or pick the place on the map.")


class PlaceElsewhere(InvalidInput):
    """The place lies outside of the district that is numbered."""

    code = "objection_elsewhere"
    message = _("This place is not in the district that is being numbered.")


class TooManyObjections(Conflict):
    """Nobody needs to say the same a hundred times."""

    code = "too_many_objections"
    message = _("Many objections to this parcel wait for an answer already. Ask the office.")


class AlreadyAnswered(Conflict):
    """An objection is answered once."""

    code = "objection_answered"
    message = _("This objection was answered.")


class AnswerIncomplete(InvalidInput):
    """What is upheld says whose numbers are withdrawn; only a parcel's objection can withdraw a number."""

    code = "objection_answer_incomplete"
    message = _("Say whose numbers are withdrawn. An objection without a parcel withdraws none.")


class ObjectionsOpen(Conflict):
    """Signatures wait until the days are over and all is answered."""

    code = "objections_open"
    message = _("The days for objections are not over, or an objection waits for its answer or for a new revision.")


class NothingUpheld(Conflict):
    """A published run goes back to the surveyors for an upheld objection only."""

    code = "nothing_upheld"
    message = _("No objection was upheld since the publication.")


class NumbersWerePublished(Conflict):
    """A run whose numbers were published is not withdrawn: its numbers are known."""

    code = "numbers_were_published"
    message = _("The numbers of this run were published: it can no longer be withdrawn.")


class RunStateRefused(Conflict):
    """The database holds a run to its life."""

    code = "numbering_run_state"
    message = _("The run is not ready for this: something is open in it, or parcels have no number.")


class NumberStands(Conflict):
    """A frozen number never changes; one that was published is withdrawn for an upheld objection only."""

    code = "number_stands"
    message = _("This number stands: it was frozen, or no upheld objection withdraws it.")


class NumberingOpen(Conflict):
    """An old district is approved after its numbering."""

    code = "numbering_open"
    message = _("A numbering of this district is open. It must be frozen or withdrawn first.")


DatabaseRefusal.register("MK031", RunClosedToEdits)
DatabaseRefusal.register("MK032", NotHeard)
DatabaseRefusal.register("MK033", RunStateRefused)
DatabaseRefusal.register("MK034", NumberStands)
DatabaseRefusal.register("MK035", NumberingOpen)
