"""What can go wrong with fees, bills and payments."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotAllowed, NotFound, Unavailable


class FeeUnknown(Conflict):
    """A tariff, or the category of the municipality, is not recorded: the fee cannot be told, and nothing goes on."""

    code = "fee_unknown"
    message = _("The fee cannot be told: a tariff is not recorded for this day. Nothing is approved without it.")

    def __init__(self, missing: Sequence[str] = ()) -> None:
        super().__init__(missing=list(missing))


class BillTermMissing(Conflict):
    """How long a bill may be paid is not recorded."""

    code = "bill_term_missing"
    message = _("How long a bill may be paid is not recorded: no bill can be issued.")


class BillUnknown(NotFound):
    """No bill has this number, or none that the person may see."""

    code = "bill_unknown"
    message = _("No bill has this number.")


class BillStepNotPossible(Conflict):
    """The bill's life does not go this way, or a line would be added to a fee that is told."""

    code = "bill_step_not_possible"
    message = _("This is not possible in the present state of the bill. What was issued is not changed.")


class BillNotPaid(Conflict):
    """Nothing is given before its bill is paid; no bill is paid without a payment that was told."""

    code = "bill_not_paid"
    message = _("The bill is not paid. The permit is issued when the payment is told.")


class NotSigned(NotAllowed):
    """What came in the biller's name is not signed by him, or too long ago."""

    code = "payment_not_signed"
    message = _("The signature or its time is not right.")


class NotReadable(InvalidInput):
    """What the biller sent is signed and cannot be read."""

    code = "payment_not_readable"
    message = _("What the biller sent cannot be read.")


class BillerSilent(Unavailable):
    """The biller does not answer, or refused."""

    code = "biller_silent"
    message = _("The biller does not answer, or refused what was asked. It is asked again later.")


class AlreadyResolved(Conflict):
    """Somebody has looked at the difference before."""

    code = "difference_resolved"
    message = _("This difference was resolved before; what was written then stays.")


DatabaseRefusal.register("MK052", BillStepNotPossible)
DatabaseRefusal.register("MK053", BillNotPaid)
