"""What bills are for: the slices above say what happens when one is paid, or not in time."""

from typing import Protocol

from geo.registry import Registry
from permits.cases.models import Case


class Payable(Protocol):
    """What a kind of case does about its bill. Runs in the transaction of the bill's step; the case is locked."""

    def paid(self, case: Case) -> None:
        """Give what was paid for. Errors: DomainError when it cannot be given now: the payment stays."""

    def lapsed(self, case: Case) -> None:
        """End the case: its bill was not paid in time."""


payables: Registry[Payable] = Registry("payable kind of case")
