"""Turning what the database refuses into the domain's errors."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, transaction

from geo.errors import DatabaseRefusal


@contextmanager
def refusals_explained() -> Iterator[None]:
    """Run a block in a savepoint; a refusal of one of our triggers comes out as its DomainError, others as they are."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        explained = DatabaseRefusal.translate(error)
        if explained is None:
            raise
        raise explained from error
