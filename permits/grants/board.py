"""The board of the grants department: queue, plots against demand by place, delays, pools, what waits to be sent."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from permits.grants.conditions import classes_on
from permits.grants.enums import GrantState
from permits.grants.models import LARGEST_BATCH, Grant, Pool
from permits.grants.policies import may_choose, may_prepare
from permits.grants.selectors import counts_by_state, queue_of, supply_and_demand

#: Rows of the queue that are shown.
SHOWN = 50
#: How long grants have stood in their state: median and the longest, days; those at their end are left out.
_DELAYS = """
SELECT c.state, count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM now() - c.state_since)) / 86400,
       max(extract(epoch FROM now() - c.state_since)) / 86400
  FROM cases_case c WHERE c.kind = 'grant' AND c.municipality_id = ANY (%s)
   AND c.state NOT IN ('ineligible', 'fulfilled', 'withdrawn', 'lapsed', 'cancelled')
 GROUP BY c.state
"""


def board_of(person: User, offices: Sequence[int]) -> dict[str, Any]:
    """Return what the board shows of offices. Runs inside their territories."""
    counts = counts_by_state(offices)
    bodies = {each.pk: each for each in Municipality.objects.filter(pk__in=offices)}
    names = {each.code: each.local_name for each in classes_on(timezone.localdate())}
    demand = [
        {**row, "office": bodies[row["office"]].local_name, "class_name": names.get(row["area_class"])}
        for row in supply_and_demand(offices)
    ]
    return {
        "counts": [(state.label, counts[state.value]) for state in GrantState if counts.get(state.value)],
        "queue": list(queue_of(offices)[:SHOWN]),
        "waiting": counts.get(GrantState.QUEUED.value, 0),
        "demand": demand,
        "delays": delays_of(offices),
        "to_send": _to_send(person, offices, bodies),
        "pools": list(Pool.objects.filter(municipality__in=offices).select_related("municipality")[:SHOWN]),
        "prepares": any(may_prepare(person, pk) for pk in offices),
        "chooses": any(may_choose(person, pk) for pk in offices),
        "class_names": names,
    }


def delays_of(offices: Sequence[int]) -> list[dict[str, Any]]:
    """Return for each state how many stand in it, and how long: half of them, and the longest; days."""
    with connection.cursor() as cursor:
        cursor.execute(_DELAYS, [list(offices)])
        found = {state: (count, float(half), float(longest)) for state, count, half, longest in cursor.fetchall()}
    return [
        {"state": state.label, "count": found[state][0], "half": found[state][1], "longest": found[state][2]}
        for state in GrantState
        if state in found
    ]


def _to_send(person: User, offices: Sequence[int], bodies: dict[int, Municipality]) -> list[dict[str, Any]]:
    """Return by office the next allotments that may go to the Ministry: a batch of them."""
    groups = []
    for pk in (pk for pk in offices if may_prepare(person, pk)):
        waiting = Grant.objects.filter(
            municipality=pk, state__in=(GrantState.DRAWN, GrantState.RETURNED_BY_MINISTRY)
        ).select_related("case")
        rows = list(waiting.order_by("completed_at", "pk")[:LARGEST_BATCH])
        if rows:
            groups.append({"office": bodies[pk], "rows": rows, "request_id": uuid4()})
    return groups
