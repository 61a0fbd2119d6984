"""Facts of rules as JSON, and back: the same facts, so that the same is found in them."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.spatial_rules.facts import canonical, facts_of, kept_facts
from geo.spatial_rules.rule import Answer, Finding, Rule


class Side(StrEnum):
    FRONT = "front"
    REAR = "rear"


@dataclass(frozen=True)
class Strip:
    side: Side
    short_m: Decimal
    where: dict[str, Any] | None


@dataclass(frozen=True)
class Facts:
    name: str | None
    length_m: float
    least: Decimal | None
    day: date
    strips: tuple[Strip, ...]
    codes: list[str]
    by_side: dict[str, Decimal]
    pair: tuple[int, float]
    known: bool


class Plain(Rule[None, Facts]):
    code, title, cites, hint = "plain", "", "", ""

    def facts(self, subject: None) -> Facts:
        raise NotImplementedError

    def judge(self, facts: Facts) -> Finding:
        return Finding(answer=Answer.YES, message="")


strips = st.builds(
    Strip,
    side=st.sampled_from(Side),
    short_m=st.decimals(allow_nan=False, allow_infinity=False),
    where=st.none() | st.just({"type": "Point", "coordinates": [1.25, 2.5]}),
)
some_facts = st.builds(
    Facts,
    name=st.none() | st.text(),
    length_m=st.floats(allow_nan=False, allow_infinity=False),
    least=st.none() | st.decimals(allow_nan=False, allow_infinity=False),
    day=st.dates(),
    strips=st.lists(strips, max_size=3).map(tuple),
    codes=st.lists(st.text(), max_size=3),
    by_side=st.dictionaries(st.text(), st.decimals(allow_nan=False, allow_infinity=False), max_size=3),
    pair=st.tuples(st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
    known=st.booleans(),
)


@given(some_facts)
def test_what_is_kept_is_read_back_as_it_was(facts):

    told = json.loads(canonical(kept_facts(facts)))
    again = facts_of(Plain(), told)
    assert again == facts
    assert [type(strip.side) for strip in again.strips] == [Side] * len(facts.strips)
    assert canonical(kept_facts(again)) == canonical(kept_facts(facts))


def test_the_same_values_have_the_same_bytes_in_whatever_order_they_come():
    assert canonical({"b": 1, "ا": [1.5, None]}) == canonical({"ا": [1.5, None], "b": 1})


@pytest.mark.parametrize("told", [{"facts": {1, 2}}, {"facts": object()}, {3: "three"}])
def test_what_could_not_be_read_back_is_not_kept(told):
    with pytest.raises(TypeError):
        kept_facts(told)


def test_a_number_that_is_none_has_no_place_in_a_record():
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical({"length_m": float("nan")})
