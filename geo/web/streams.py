"""Answers that last: whether this process is to stop, so that they end with it."""

from collections.abc import Callable


class _Asked:
    """What the server's worker says; outside one, nobody stops."""

    stopping: Callable[[], bool] = staticmethod(lambda: False)


def follow(stopping: Callable[[], bool]) -> None:
    """Say how a process of the server knows that it is to stop."""
    _Asked.stopping = staticmethod(stopping)


def stopping() -> bool:
    """Say whether this process is to stop: an answer that lasts ends within a second."""
    return _Asked.stopping()
