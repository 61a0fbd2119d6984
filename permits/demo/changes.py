"""Land that was divided and joined, and a request that waits, so that old numbers lead somewhere in the sample."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from geo.printing.maps import Side
from parcels.plans.models import Plan, PublishedMask
from parcels.register.enums import ParcelState
from parcels.register.errors import NotCut, NotNeighbours
from parcels.register.models import LineageEvent, PublishedParcel
from parcels.register.selectors import sides
from permits.cases.models import Claim
from permits.subdivisions.assess import judge
from permits.subdivisions.enums import Wish
from permits.subdivisions.services import Grounds, ask_for_change, decide
from permits.subdivisions.spatial_rules.subject import Subject
from permits.subdivisions.wishes import Asked, change_asked

#: Parcels at the end of a plan's list: the first ones carry the other procedures of the sample.
LAST = 60


@dataclass(frozen=True, slots=True)
class Hands:
    """Who asks, who reviews, who approves, by user name."""

    surveyor: str
    engineer: str
    head: str


def make_changes(old: Plan, planned: Plan) -> int:
    """Split a planned parcel, merge two old ones, leave a merger waiting; once. Return how many changes there are."""
    if not LineageEvent.objects.exists():
        here = Hands("surveyor", "engineer", "head")
        there = Hands("surveyor2", "engineer2", "head2")
        _make(planned, _splits(planned), there, ("submit", "recommend", "approve"))
        _make(old, _mergers(old), here, ("submit", "recommend", "approve"))
        _make(planned, _mergers(planned), there, ("submit",))
    return LineageEvent.objects.count()


def _make(plan: Plan, wishes: Iterator[Asked], hands: Hands, steps: tuple[str, ...]) -> None:
    asker = User.objects.get(username=hands.surveyor)
    by = {"submit": asker, "recommend": User.objects.get(username=hands.engineer)}
    by["approve"] = User.objects.get(username=hands.head)
    with territory([plan.municipality_id]):
        asked = next(wish for wish in wishes if _passes(wish))
        act_as(asker.pk)
        grounds = Grounds(reason="طلب المالك (عيّنة)", source="قرار مساحي تجريبي")
        name = f"sample change:{plan.pk}:{asked.wish}:{steps[-1]}"
        request = ask_for_change(asked=asked, grounds=grounds, by=asker, request_id=uuid5(NAMESPACE_URL, name))
        for step in steps:
            act_as(by[step].pk)
            decide(case=request.case, name=step, by=by[step])


def _passes(asked: Asked) -> bool:
    try:
        change = change_asked(asked)
    except (NotCut, NotNeighbours):
        return False
    return judge(Subject.wished(change, on=timezone.localdate()), exempted=frozenset()).may_pass


def _candidates(plan: Plan) -> list[PublishedParcel]:
    claimed = Claim.objects.filter(released_at=None).values_list("parcel_id", flat=True)
    free = PublishedParcel.objects.filter(plan_id=plan.pk, state=ParcelState.ACTIVE).exclude(pk__in=list(claimed))
    restricted = [mask.geom for mask in PublishedMask.objects.exclude(kind="heritage")]
    whole = free.exclude(number__contains="/").order_by("-code")[:LAST]
    return [parcel for parcel in whole if not any(parcel.geom.intersects(area) for area in restricted)]


def _splits(plan: Plan) -> Iterator[Asked]:
    """Halves of parcels, along each of their sides."""
    for parcel in _candidates(plan):
        for side in sides(parcel):
            yield Asked(wish=Wish.SPLIT_EVENLY, parcels=(parcel.pk,), parts=2, bearing=_bearing(side))


def _bearing(side: Side) -> float:
    """Return the bearing of a side in degrees clockwise from grid north, 0 to 180."""
    (x0, y0), (x1, y1) = side.start, side.end
    return math.degrees(math.atan2(x1 - x0, y1 - y0)) % 180


def _mergers(plan: Plan) -> Iterator[Asked]:
    parcels = _candidates(plan)
    for one in parcels:
        for other in parcels:
            if one.code < other.code and one.block_id == other.block_id and one.geom.distance(other.geom) < 0.01:
                yield Asked(wish=Wish.MERGE, parcels=(one.pk, other.pk))
