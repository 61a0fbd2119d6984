"""The proven optimum of a block: how far the proposed walk is from the best there is. Needs OR-Tools.

Two questions. The share of neighbours alone: the most links between neighbours that any order has is n less the least
number of paths that cover the neighbourhood graph, each parcel once; circuits through one station are those paths.

The cost of the walk, way included: a circuit through all parcels and a free station pays for what is missing between
two parcels; a second circuit through the stops alone pays for the way. Places in the walk hold the two together: stops
come in the order in which the walk meets them.

Solved by constraint programming with lazy clause generation (P. J. Stuckey, CPAIOR 2010), one worker and a limit
counted in steps, so that two runs give the same answer.
"""

from dataclasses import dataclass
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from geo.errors import InvalidInput, Unavailable
from parcels.numbering.adjacency import Adjacency
from parcels.numbering.costs import BlockLinks
from parcels.numbering.ground import BlockGround
from parcels.numbering.inputs import Ints, NumberingSettings
from parcels.numbering.links import Links

#: Above this many parcels a proof is out of reach of a desk computer.
MOST_PARCELS = 40


class OptimumUnavailable(Unavailable):
    """OR-Tools is not installed: it is an extra, no part of what the service needs to run."""

    code = "optimum_unavailable"
    message = _("The proof of the best walk needs OR-Tools: pip install ortools, in the version of requirements.txt.")


class BlockTooLarge(InvalidInput):
    """The block has more parcels than a proof can be asked for."""

    code = "block_too_large"
    message = _("The best walk can be proven for blocks of up to 40 parcels only.")


@dataclass(frozen=True, slots=True)
class Optimum:
    """What is known of the best walk; costs in metres, as the search counts them (README.md, "The objective").

    `status` is "optimal", or "unknown" when the limit came first: then `best_m` is the best walk found, and no walk
    costs less than `bound_m`. `gap` is how much dearer the proposal is than the bound, 0.04 = 4 %; None where the
    bound is 0. `order` are indices into the ground.
    """

    status: str
    proposal_m: float
    best_m: float
    bound_m: float
    gap: float | None
    order: tuple[int, ...]


def prove_optimum(ground: BlockGround, order: Ints, settings: NumberingSettings, *, effort: float = 20.0) -> Optimum:
    """Look for the cheapest walk through a block and prove it, starting from the proposal.

    `effort` limits the search in the solver's deterministic seconds. Errors: OptimumUnavailable, BlockTooLarge.
    """
    if len(order) > MOST_PARCELS:
        raise BlockTooLarge(parcels=len(order))
    links = BlockLinks(ground, settings)
    proposed = walk_cost(order, links)
    if len(order) < 3:
        return _told("optimal", proposed, proposed, proposed, order.tolist())
    cp_model = _solver()
    problem = _Problem(cp_model, links, order)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = settings.seed
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(problem.model)
    proven = status == cp_model.OPTIMAL
    found = problem.walk(solver) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else order.tolist()
    best = walk_cost(np.array(found), links)
    bound = best if proven else max(0, int(solver.best_objective_bound))
    return _told("optimal" if proven else "unknown", proposed, best, bound, found)


@dataclass(frozen=True, slots=True)
class NeighbourBound:
    """How many consecutive pairs of a block can be neighbours at most; `status` as in Optimum.

    `share` is that number over all pairs, 1.0 where there is no pair; with the status "unknown" it is None.
    """

    status: str
    share: float | None


def prove_neighbours(adjacency: Adjacency, *, effort: float = 5.0) -> NeighbourBound:
    """Prove the highest share of neighbours that any order of a block's parcels can have.

    `effort` limits the search in the solver's deterministic seconds. Errors: OptimumUnavailable, BlockTooLarge.
    """
    size = adjacency.size
    if size > MOST_PARCELS:
        raise BlockTooLarge(parcels=size)
    if size < 2:
        return NeighbourBound("optimal", 1.0)
    cp_model = _solver()
    model = cp_model.CpModel()
    pairs = list(zip(adjacency.first.tolist(), adjacency.second.tolist(), strict=True))
    links = [(a + 1, b + 1, model.new_bool_var("")) for pair in pairs for a, b in (pair, pair[::-1])]
    ends = [arc for n in range(1, size + 1) for arc in ((0, n), (n, 0))]
    model.add_multiple_circuit([*links, *((a, b, model.new_bool_var("")) for a, b in ends)])
    model.maximize(sum(chosen for _a, _b, chosen in links))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = effort
    if solver.solve(model) != cp_model.OPTIMAL:
        return NeighbourBound("unknown", None)
    return NeighbourBound("optimal", round(solver.objective_value) / (size - 1))


def walk_cost(order: Ints, links: Links) -> int:
    """Whole millimetres that a walk costs: what is missing link by link, and the way from stop to stop."""
    walk = order.tolist()
    missing = sum(int(links.cost_row(a)[b] - links.way_row(a)[b]) for a, b in pairwise(walk))
    return missing + sum(int(links.way_row(a)[b]) for a, b in pairwise([i for i in walk if links.stops[i]]))


class _Problem:
    """The model: arcs of the walk, arcs of its stops, the place of each parcel. The last node is the station."""

    def __init__(self, cp_model: ModuleType, links: Links, hint: Ints) -> None:
        self.size = len(links.stops)
        self.model = cp_model.CpModel()
        ways = np.array([links.way_row(i) for i in range(self.size)])
        missing = np.array([links.cost_row(i) for i in range(self.size)]) - ways
        stops = np.flatnonzero(links.stops).tolist()
        self.walk_arcs = self._circuit(list(range(self.size)), "walk")
        # With none but stops the walk is the order of its stops.
        all_stops = len(stops) == self.size
        self.stop_arcs = self.walk_arcs if all_stops else self._circuit(stops, "stops")
        if not all_stops:
            self._hold_together(stops)
        self._suggest(hint.tolist(), stops, all_stops)
        terms = [int(missing[a, b]) * arc for (a, b), arc in self.walk_arcs.items() if self.size not in (a, b)]
        terms += [int(ways[a, b]) * arc for (a, b), arc in self.stop_arcs.items() if self.size not in (a, b)]
        self.model.minimize(sum(terms))

    def walk(self, solver: Any) -> list[int]:
        """Read the walk from the station back to it."""
        after = {a: b for (a, b), arc in self.walk_arcs.items() if solver.value(arc)}
        walk = [after[self.size]]
        while after[walk[-1]] != self.size:
            walk.append(after[walk[-1]])
        return walk

    def _circuit(self, nodes: list[int], name: str) -> dict[tuple[int, int], Any]:
        ends = [*nodes, self.size]
        arcs = {(a, b): self.model.new_bool_var(f"{name}_{a}_{b}") for a in ends for b in ends if a != b}
        number = {node: n for n, node in enumerate(ends)}
        self.model.add_circuit([(number[a], number[b], arc) for (a, b), arc in arcs.items()])
        return arcs

    def _hold_together(self, stops: list[int]) -> None:
        self.place = [self.model.new_int_var(0, self.size - 1, f"place_{i}") for i in range(self.size)]
        for (a, b), arc in self.walk_arcs.items():
            if self.size not in (a, b):
                self.model.add(self.place[b] == self.place[a] + 1).only_enforce_if(arc)
        for (a, b), arc in self.stop_arcs.items():
            if self.size not in (a, b):
                self.model.add(self.place[b] >= self.place[a] + 1).only_enforce_if(arc)
                self.model.add_implication(self.walk_arcs[a, b], arc)

    def _suggest(self, hint: list[int], stops: list[int], all_stops: bool) -> None:
        walked = set(pairwise([self.size, *hint, self.size]))
        for pair, arc in self.walk_arcs.items():
            self.model.add_hint(arc, pair in walked)
        if not all_stops:
            fronting = set(stops)
            passed = set(pairwise([self.size, *(i for i in hint if i in fronting), self.size]))
            for pair, arc in self.stop_arcs.items():
                self.model.add_hint(arc, pair in passed)
            for n, i in enumerate(hint):
                self.model.add_hint(self.place[i], n)


def _told(status: str, proposed: int, best: int, bound: int, order: list[int]) -> Optimum:
    gap = proposed / bound - 1 if bound > 0 else (0.0 if proposed == 0 else None)
    return Optimum(status, proposed / 1000, best / 1000, bound / 1000, gap, tuple(order))


def _solver() -> ModuleType:
    try:
        from ortools.sat.python import cp_model
    except ImportError as error:
        raise OptimumUnavailable from error
    module: ModuleType = cp_model
    return module
