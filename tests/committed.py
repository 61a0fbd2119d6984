"""Rows that a test commits: for readers with a connection of their own, who see nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.test import TransactionTestCase


@contextmanager
def emptied_afterwards(blocker) -> Iterator[None]:
    """Run a block that may commit (`blocker`: pytest-django's); then empty the tables and let go of the connections."""
    with blocker.unblock():
        try:
            yield
        finally:
            TransactionTestCase()._fixture_teardown()
            connections.close_all()
