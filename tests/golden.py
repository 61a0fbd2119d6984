"""Golden cases: drawings, or tables of facts, whose answer an engineer knows before a rule is asked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

import pytest

from geo.spatial_rules.rule import Rule

Test = TypeVar("Test", bound=Callable[..., Any])
#: Where a test keeps what it asks of which rule.
_KEPT = "golden_cases"


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule is asked, and what it must answer; `drawn` is None where only a source is taken away."""

    rule: type[Rule[Any, Any]]
    drawn: Any
    answer: str


def golden(
    rule: type[Rule[Any, Any]], names: str, cases: Mapping[str, Any], *, answer: str | None = None
) -> Callable[[Test], Test]:
    """Parametrise a test with golden cases of a rule: of each the values of `names`, by the case's own name.

    One of the names is "answer", unless all cases have the one answer that is told.
    """
    words = [name.strip() for name in names.split(",")]
    rows = [(each,) if len(words) == 1 else tuple(each) for each in cases.values()]
    answers = [answer if answer is not None else row[words.index("answer")] for row in rows]
    kept = [Case(rule, row, str(told)) for row, told in zip(rows, answers, strict=True)]

    def mark(test: Test) -> Test:
        _keep(test, kept)
        return pytest.mark.parametrize(words, rows, ids=list(cases))(test)

    return mark


def untold(*rules: type[Rule[Any, Any]]) -> Callable[[Test], Test]:
    """Say of a test that it takes a source away and that these rules must then answer "unknown"."""

    def mark(test: Test) -> Test:
        _keep(test, [Case(rule, None, "unknown") for rule in rules])
        return test

    return mark


def cases_in(module: ModuleType) -> Iterator[Case]:
    """Yield the golden cases that the tests of a module run; a case that is written twice counts once."""
    seen: list[Case] = []
    for name, test in vars(module).items():
        for case in getattr(test, _KEPT, ()) if name.startswith("test_") else ():
            if case not in seen:
                seen.append(case)
                yield case


def _keep(test: Callable[..., Any], cases: list[Case]) -> None:
    setattr(test, _KEPT, [*getattr(test, _KEPT, ()), *cases])
