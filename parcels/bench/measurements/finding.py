"""What people type, answered over the whole register."""

from collections.abc import Callable, Iterator

from parcels.bench.register_bench import Bench
from parcels.bench.timing import Metric, at_most, p95_ms
from parcels.register.models import PublishedParcel
from parcels.register.resolver import resolve
from parcels.register.search import find_parcels

_MOST = 10


def measure_finding(bench: Bench) -> Iterator[Metric]:
    """Search and resolve by code, by number with block and plan, and by a code with a wrong digit."""
    count = 50 if bench.small else 300
    spread = max(bench.ground.parcels // count, 1)
    keys = PublishedParcel.objects.order_by("code").values_list("code", "number", "block_label", "plan_number")
    asked = [keys[place] for place in range(0, bench.ground.parcels, spread)][:count]
    codes = [code for code, *_rest in asked]
    words = [f"قطعة {number} بلك {block} مخطط {plan}" for _code, number, block, plan in asked]
    slips = [code[:9] + str((int(code[9]) + 1) % 10) + code[10:] for code in codes]
    for name, typed in (("code", codes), ("words", words)):
        yield at_most(f"search_by_{name}_p95", p95_ms(_calls(_search, typed)), "ms", 50)
    for name, typed in (("code", codes), ("words", words), ("mistyped_code", slips)):
        yield at_most(f"resolve_by_{name}_p95", p95_ms(_calls(_resolve, typed)), "ms", 50)


def _calls(ask: Callable[[str], object], typed: list[str]) -> Iterator[Callable[[], object]]:
    for words in typed:
        yield lambda words=words: ask(words)  # type: ignore[misc]


def _search(words: str) -> object:
    return find_parcels(words, _MOST)


def _resolve(words: str) -> object:
    return resolve(words)
