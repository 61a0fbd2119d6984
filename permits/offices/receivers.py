"""What leaves through the outbox for programs of offices."""

from typing import Any

from geo.outbox.registry import receives
from permits.offices.webhooks import TOPIC, deliver


@receives(TOPIC)
def tell_program(key: str, payload: dict[str, Any]) -> None:
    """Bring a message to its address; a failure comes again with longer and longer waits."""
    deliver(key, again=bool(payload.get("again")))
