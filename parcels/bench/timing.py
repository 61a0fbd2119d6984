"""What a measurement says, and how it is taken: durations, percentiles, memory."""

import resource
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure beside what it is measured against, its goal, and whether the goal is met."""

    metric: str
    value: float
    unit: str
    goal: str
    met: bool
    against: float | None = None
    ratio: float | None = None

    def as_line(self) -> dict[str, Any]:
        """Return what stands in a line of JSON, figures to three decimals."""
        return {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(self).items()}


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes, seconds of the wall clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def p95_ms(works: Iterable[Callable[[], object]]) -> float:
    """Return the 95th percentile of what each takes, milliseconds."""
    taken = sorted(seconds(work) for work in works)
    return 1000 * taken[min(len(taken) - 1, len(taken) * 95 // 100)]


def peak_mib() -> float:
    """Return the most memory that this process has held so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def at_most(metric: str, value: float, unit: str, limit: float) -> Metric:
    """Return a figure whose goal is a limit."""
    return Metric(metric, value, unit, f"<= {limit:g} {unit}", value <= limit)


def at_most_times(metric: str, value: float, unit: str, against: float, times: float) -> Metric:
    """Return a figure whose goal is so many times another of the same run."""
    ratio = value / against
    return Metric(metric, value, unit, f"<= {times:g} times", ratio <= times, against, ratio)


def at_least_times(metric: str, value: float, unit: str, against: float, times: float, *, ratio: float = 0) -> Metric:
    """Return a figure whose goal is at least so many times another of the same run.

    `ratio`: as it was taken round by round, where the two figures are not those of one round.
    """
    ratio = ratio or value / against
    return Metric(metric, value, unit, f">= {times:g} times", ratio >= times, against, ratio)
