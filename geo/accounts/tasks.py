"""What is forgotten by night."""

from geo.accounts.visitors import forget_visitors
from geo.jobs.registry import daily, job


@job("accounts.forget_visitors", starts=daily("03:40"), alone=True)
def forget() -> None:
    """Forget the acts of visitors that no limit counts any more."""
    forget_visitors()
