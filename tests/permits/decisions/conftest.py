"""Decisions that were taken, and what becomes of what they stood on."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from geo.municipalities.scope import territory
from permits.decisions.models import DecisionRecord
from permits.decisions.rerunning import Rerun, rerun
from tests.factories.cases import FREE, Thread, hold_tariffs, hold_values, open_thread
from tests.factories.places import Places
from tests.permits.payments.conftest import PRICED, TO_THE_BILL, Billed, tell


@pytest.fixture
def paid(places: Places) -> Thread:
    """A fencing permit of the western office that was paid for and issued."""
    hold_values(without=list(FREE))
    hold_tariffs(PRICED)
    billed = Billed(open_thread(places.west, places.citizen, up_to=TO_THE_BILL))
    assert tell(billed.payment()).status_code == 200
    return billed.thread


def record_of(thread: Thread, act: str = "issue") -> DecisionRecord:
    """Return the record of a thread's decision."""
    with territory([thread.office.body.pk]):
        return DecisionRecord.objects.select_related("case").get(case=thread.case, act=act)


def again(thread: Thread, act: str = "issue") -> Rerun:
    """Take a thread's decision again."""
    record = record_of(thread, act)
    with territory([thread.office.body.pk]):
        return rerun(record)


def forged(admin_url: str, statement: str, *values: Any) -> None:
    """Change a row as nobody may: as the administrator, past all triggers."""
    with psycopg.connect(admin_url) as admin:
        admin.execute("SET session_replication_role = replica")
        assert admin.execute(statement, values).rowcount == 1


Again = Callable[..., Rerun]
