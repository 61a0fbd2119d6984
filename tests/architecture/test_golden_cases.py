"""Every rule of a permit has its golden cases: enough of them, legal and illegal ones, and what cannot be told."""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from geo.spatial_rules.rule import Rule
from permits.applications.kinds.kind import kinds
from permits.applications.spatial_rules.clear_of_masks import ClearOfMasks
from permits.applications.spatial_rules.no_other_case import NoOtherCase
from permits.applications.spatial_rules.offered import OFFERED
from permits.applications.spatial_rules.parcel_in_force import ParcelInForce
from permits.excavations.spatial_rules.no_moratorium import NoMoratorium
from permits.excavations.spatial_rules.team_fit import TeamFit
from tests.architecture.tree import ROOT, files
from tests.golden import Case, cases_in, golden, untold

LEAST = 12
#: Rules that ask nothing which may be missing, with the reason.
ALWAYS_TOLD = {
    ParcelInForce: "the register knows every parcel that is asked for",
    NoOtherCase: "a case that nobody opened holds nothing",
    ClearOfMasks: "land without a mask is not restricted",
    NoMoratorium: "days that nobody barred are free",
    TeamFit: "a firm that is not in the register is not fit",
}


def rules() -> list[type[Rule[Any, Any]]]:
    """Return the rules that decide some kind of permit, and those that a row of data may name."""
    asked = [*(rule for kind in kinds for rule in (*kind.rules, *kind.former)), *OFFERED.values()]
    return list(dict.fromkeys(type(rule) for rule in asked))


def told() -> Iterator[Case]:
    """Yield the golden cases of all tests that have some."""
    for path in files("tests/permits"):
        if path.name.startswith("test_") and "from tests.golden import" in path.read_text("utf-8"):
            yield from cases_in(import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)))


def faults_of(rule: type[Rule[Any, Any]], cases: list[Case]) -> list[str]:
    """Return what is missing among the cases of a rule."""
    own = [case for case in cases if case.rule is rule]
    drawn, answers = [case for case in own if case.drawn is not None], {case.answer for case in own}
    faults = [f"{len(drawn)} of {LEAST} cases"] if len(drawn) < LEAST else []
    faults += [f"none that is answered {answer}" for answer in ("yes", "no") if answer not in answers]
    if ("unknown" in answers) == (rule in ALWAYS_TOLD):
        faults.append("none that is unknown" if rule not in ALWAYS_TOLD else "unknown, though it is always told")
    return faults


def test_every_rule_of_a_permit_has_its_golden_cases():
    cases = list(told())
    found = {rule.__name__: faults_of(rule, cases) for rule in rules()}
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert len(found) > 25


def test_no_reason_is_kept_for_a_rule_that_is_gone():
    assert set(ALWAYS_TOLD) <= set(rules())
    assert all(ALWAYS_TOLD.values())


class Planted(Rule[Any, Any]):
    """A rule that nobody asks."""


def planted(numbers: list[int], *, sources: bool) -> list[Case]:
    """Return the golden cases of a module that asks the planted rule so many questions."""

    def test_planted(number, answer):
        raise AssertionError(number, answer)

    drawn = {str(at): (number, "no" if number == 0 else "yes") for at, number in enumerate(numbers)}
    marked = golden(Planted, "number, answer", drawn)(test_planted)
    module = ModuleType("planted")
    module.__dict__["test_planted"] = untold(Planted)(marked) if sources else marked
    return list(cases_in(module))


@pytest.mark.parametrize(
    ("numbers", "sources", "faults"),
    [
        (list(range(12)), True, []),
        (list(range(12)), False, ["none that is unknown"]),
        (list(range(1, 13)), True, ["none that is answered no"]),
        (list(range(11)), True, ["11 of 12 cases"]),
        ([*range(11), 10], True, ["11 of 12 cases"]),
        ([], True, ["0 of 12 cases", "none that is answered yes", "none that is answered no"]),
    ],
    ids=["enough", "no source missing", "nothing illegal", "too few", "one of them twice", "none"],
)
def test_the_check_sees_what_is_missing(numbers, sources, faults):
    assert faults_of(Planted, planted(numbers, sources=sources)) == faults
