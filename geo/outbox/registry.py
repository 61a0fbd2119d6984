"""Who receives which topic."""

from collections.abc import Callable
from typing import Any

from geo.registry import Registry

Receiver = Callable[[str, dict[str, Any]], None]
receivers: Registry[Receiver] = Registry("outbox topic")


def receives(topic: str) -> Callable[[Receiver], Receiver]:
    """Declare the function that delivers a topic: it gets the key and the payload, and raises when it cannot."""
    return lambda receiver: receivers.register(topic, receiver)
