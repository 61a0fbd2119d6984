"""What is forgotten by night."""

from geo.jobs.registry import daily, job
from permits.enquiries.services import forget_enquiries


@job("enquiries.forget", starts=daily("03:45"), alone=True)
def forget() -> None:
    """Forget questions of citizens that are over."""
    forget_enquiries()
