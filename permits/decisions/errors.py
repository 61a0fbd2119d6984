"""What can go wrong with a decision's record."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotAllowed, NotFound


class DecisionUnknown(NotFound):
    """Nothing was decided under this number."""

    code = "decision_unknown"
    message = _("No decision is recorded under this number.")


class DecisionNotSealed(Conflict):
    """A decision is recorded only in the transaction in which its hash enters the office's chain."""

    code = "decision_not_sealed"
    message = _("A decision is recorded only together with its entry in the office's record of acts.")


class NothingRecorded(NotFound):
    """Cases of this kind are decided without a record."""

    code = "nothing_recorded"
    message = _("Decisions of this kind of case are not recorded.")


class NothingToOverride(Conflict):
    """The rule is not unknown, or not for want of this source."""

    code = "nothing_to_override"
    message = _("Only a rule that cannot be told may be overridden, and only for the source that is missing now.")


class OverrideNotAllowed(NotAllowed):
    """The second signature is another person's, of the right role, who did not apply."""

    code = "override_not_allowed"
    message = _(
        "A reviewing engineer asks for an override, the head of the office signs it, and neither is who applied."
    )


class OverrideReasonMissing(InvalidInput):
    """An override needs a reason."""

    code = "override_reason_missing"
    message = _("Write why the missing source need not be known, in at most 500 characters.")


class FormerRuleMissing(Conflict):
    """A rule was changed without keeping the version by which past decisions were taken."""

    code = "former_rule_missing"
    message = _("The version of a rule by which this was decided is not kept.")


class OverrideSigned(Conflict):
    """It was signed before, or is not as two persons left it."""

    code = "override_signed"
    message = _("This override was signed before, or would not be the decision of two persons.")


DatabaseRefusal.register("MK060", DecisionNotSealed)
DatabaseRefusal.register("MK061", OverrideSigned)
