"""What leaves through the outbox for mobile phones."""

from typing import Any

from geo.messages.services import TOPIC, deliver_text
from geo.outbox.registry import receives


@receives(TOPIC)
def hand_over(key: str, payload: dict[str, Any]) -> None:
    """Bring a message to the gateway; a failure comes again with longer and longer waits."""
    deliver_text(key)
