"""Delivery in the background: woken by each commit that wrote a message, and every minute for what comes again."""

from geo.jobs.registry import EVERY_MINUTE, job
from geo.outbox.services import DELIVERY, deliver_due


@job(DELIVERY, starts=EVERY_MINUTE)
def deliver() -> None:
    """Deliver what is due. A receiver that needs protected rows opens its territory itself.

    Not `alone`: a message is locked while it is delivered, and a job that waits for another of its name is only looked
    for again when the worker asks by itself, every five seconds.
    """
    deliver_due()
