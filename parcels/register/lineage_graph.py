"""Where land came from and where it went, as a drawing: generations in columns, land that passed as lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from parcels.register.enums import LineageKind
from parcels.register.history import Descent

#: So many shapes of land are drawn; of more, those nearest to the parcel that is asked about.
MOST: Final = 200
#: Sizes of the drawing, CSS pixels at its natural size.
BOX: Final = (196, 78)
GAP: Final = (132, 22)
MARGIN: Final = 12
#: Where the words of a line stand: a third of the way from the end that has no other line.
NEAR_END: Final = 0.28

#: A parcel between two changes: its id, and the change that gave it this shape (None: the shape it entered with).
Stage = tuple[UUID, UUID | None]


@dataclass(frozen=True, slots=True)
class Passing:
    """Land that passed in one change from one stage to another: m², and shares of each from 0 to 1."""

    parent: Stage
    child: Stage
    kind: LineageKind
    at: datetime
    area_m2: float
    parent_share: float
    child_share: float


@dataclass(frozen=True, slots=True)
class Node:
    """A stage on the drawing: its corner in pixels from the reading side and from above, its area in m².

    `kind` and `at` are those of the change that it came from; `last` says that no later change is known.
    """

    parcel_id: UUID
    x: float
    y: float
    area_m2: float | None
    kind: LineageKind | None
    at: datetime | None
    last: bool
    focus: bool

    @property
    def width(self) -> int:
        """How wide the box is, pixels."""
        return BOX[0]

    @property
    def height(self) -> int:
        """How high the box is, pixels."""
        return BOX[1]

    @property
    def middle(self) -> float:
        """Where the words stand across the box."""
        return self.x + BOX[0] / 2


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two stages, as an SVG path, and the place of its words; `of_former` where the share is that."""

    path: str
    x: float
    y: float
    area_m2: float
    share: float


@dataclass(frozen=True, slots=True)
class Graph:
    """The drawing: its size, what is on it, and how many stages there was no room for."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int


def passings_of(descents: Iterable[Descent]) -> tuple[Passing, ...]:
    """Return the land that passed, in the order of time, between stages: a parcel that kept its number has several."""
    now: dict[UUID, Stage] = {}
    passed: list[Passing] = []
    for event in _by_event(descents):
        before = {one.parent_id: now.get(one.parent_id, (one.parent_id, None)) for one in event}
        for one in event:
            child = (one.child_id, one.event_id)
            passed.append(
                Passing(
                    before[one.parent_id], child, LineageKind(one.kind), one.happened_at,
                    one.area_m2, one.parent_share, one.child_share,
                )
            )  # fmt: skip
        now |= {one.child_id: (one.child_id, one.event_id) for one in event}
    return tuple(passed)


def draw(passings: Sequence[Passing], *, focus: UUID, rtl: bool, most: int = MOST) -> Graph:
    """Return the drawing of land that passed; the oldest stands where reading begins, on the right if `rtl`."""
    chosen, left_out = _nearest(passings, focus, most)
    shown = [one for one in passings if one.parent in chosen and one.child in chosen]
    columns = _columns(shown)
    tallest = max((len(column) for column in columns), default=1)
    width = 2 * MARGIN + len(columns) * BOX[0] + max(len(columns) - 1, 0) * GAP[0]
    height = 2 * MARGIN + tallest * BOX[1] + (tallest - 1) * GAP[1]
    places = _places(columns, width, height, rtl)
    nodes = tuple(_node(stage, place, shown, focus) for stage, place in places.items())
    edges = tuple(_edge(one, places, shown, rtl) for one in shown)
    return Graph(width, height, nodes, edges, left_out)


def _by_event(descents: Iterable[Descent]) -> list[list[Descent]]:
    events: dict[UUID, list[Descent]] = {}
    for one in sorted(descents, key=lambda one: one.happened_at):
        events.setdefault(one.event_id, []).append(one)
    return list(events.values())


def _nearest(passings: Sequence[Passing], focus: UUID, most: int) -> tuple[set[Stage], int]:
    """Return the stages that are fewest changes away from the parcel, and how many others there are."""
    beside: dict[Stage, list[Stage]] = {}
    for one in passings:
        beside.setdefault(one.parent, []).append(one.child)
        beside.setdefault(one.child, []).append(one.parent)
    reached = dict.fromkeys(stage for stage in beside if stage[0] == focus)
    ring = list(reached)
    while ring and len(reached) < most:
        ring = list(dict.fromkeys(near for stage in ring for near in beside[stage] if near not in reached))
        reached |= dict.fromkeys(ring[: most - len(reached)])
    chosen = set(list(reached)[:most])
    return chosen, len(beside) - len(chosen)


def _columns(shown: Sequence[Passing]) -> list[list[Stage]]:
    """Return the stages by generation; each generation in the order of what it came from."""
    depth: dict[Stage, int] = {}
    for one in shown:  # in the order of time: a parent is placed before its children
        depth.setdefault(one.parent, 0)
        depth[one.child] = max(depth.get(one.child, 0), depth[one.parent] + 1)
    columns: list[list[Stage]] = [[] for _generation in range(max(depth.values(), default=-1) + 1)]
    for stage, generation in depth.items():
        columns[generation].append(stage)
    rows: dict[Stage, float] = {}
    for column in columns:
        column.sort(key=lambda stage: _mean(rows[one.parent] for one in shown if one.child == stage))
        rows |= {stage: float(row) for row, stage in enumerate(column)}
    return columns


def _mean(rows: Iterable[float]) -> float:
    found = list(rows)
    return sum(found) / len(found) if found else 0.0


def _places(
    columns: Sequence[Sequence[Stage]], width: float, height: float, rtl: bool
) -> dict[Stage, tuple[float, float]]:
    """Return where boxes stand, each column in the middle of the height."""
    places: dict[Stage, tuple[float, float]] = {}
    for generation, column in enumerate(columns):
        along = MARGIN + generation * (BOX[0] + GAP[0])
        x = width - along - BOX[0] if rtl else along
        top = (height - len(column) * BOX[1] - (len(column) - 1) * GAP[1]) / 2
        places |= {stage: (x, top + row * (BOX[1] + GAP[1])) for row, stage in enumerate(column)}
    return places


def _node(stage: Stage, place: tuple[float, float], shown: Sequence[Passing], focus: UUID) -> Node:
    born = next((one for one in shown if one.child == stage), None)
    went = next((one for one in shown if one.parent == stage), None)
    return Node(
        stage[0], *place, area_m2=_area(born, went), kind=born.kind if born else None, at=born.at if born else None,
        last=went is None, focus=stage[0] == focus,
    )  # fmt: skip


def _area(born: Passing | None, went: Passing | None) -> float | None:
    """Return the area of a stage: what passed, by its share of it; None where no land passed."""
    if born and born.child_share > 0:
        return born.area_m2 / born.child_share
    return went.area_m2 / went.parent_share if went and went.parent_share > 0 else None


def _edge(one: Passing, places: Mapping[Stage, tuple[float, float]], shown: Sequence[Passing], rtl: bool) -> Edge:
    """Draw a line; it says the share of the former, and where several become one, that of the new."""
    (x1, y1), (x2, y2) = places[one.parent], places[one.child]
    start, end = (x1, x2 + BOX[0]) if rtl else (x1 + BOX[0], x2)
    y1, y2 = y1 + BOX[1] / 2, y2 + BOX[1] / 2
    bend = (start + end) / 2
    gathers = sum(other.child == one.child for other in shown) > 1
    at = NEAR_END if gathers else 1 - NEAR_END
    x, y = _on_curve(at, (start, bend, bend, end)), _on_curve(at, (y1, y1, y2, y2))
    path = f"M{start:g} {y1:g}C{bend:g} {y1:g} {bend:g} {y2:g} {end:g} {y2:g}"
    alone = sum(other.parent == one.parent for other in shown) == 1
    share = one.child_share if gathers and alone else one.parent_share
    return Edge(path, round(x, 1), round(y - 7, 1), one.area_m2, share)


def _on_curve(at: float, ends: tuple[float, float, float, float]) -> float:
    """Return a coordinate of a cubic Bézier curve."""
    rest = 1 - at
    weights = (rest**3, 3 * rest**2 * at, 3 * rest * at**2, at**3)
    return sum(weight * end for weight, end in zip(weights, ends, strict=True))
