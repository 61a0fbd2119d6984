"""At most seven tenths of the land are built over, what stands already counted."""

from dataclasses import replace
from decimal import Decimal

import pytest

from permits.applications.spatial_rules.coverage import Coverage
from tests.permits.applications.rules.picture import OLD_QUARTER, VILLAS, Land, ask, at

RULE = Coverage()
#: Ten cells of land: at most seven may be built over.
GOLDEN = {
    "nothing": ("PPPPPPPPPP", "yes", 0),
    "a half": ("#####PPPPP", "yes", 0.5),
    "just seven tenths": ("#######PPP", "yes", 0.7),
    "eight tenths": ("########PP", "no", 0.8),
    "everything": ("##########", "no", 1.0),
    "seven tenths with what stands": ("####SSSPPP", "yes", 0.7),
    "eight tenths with what stands": ("####SSSSPP", "no", 0.8),
    "over what stands already": ("@@@@@##PPP", "yes", 0.7),
    "beside what stands already": ("@@@@####PP", "no", 0.8),
    "in two parts": ("###P####PP", "yes", 0.7),
    "what reaches out of the land does not count here": ("#######PPPoo", "yes", 0.7),
    "the neighbour's building does not count": ("#######PPPNBB", "yes", 0.7),
}


@pytest.mark.parametrize(("picture", "answer", "share"), GOLDEN.values(), ids=GOLDEN.keys())
def test_the_share_of_the_land_that_is_built_over(picture, answer, share):
    finding = ask(RULE, Land(picture=picture))
    assert (finding.answer, finding.evidence["share"]) == (answer, pytest.approx(share))
    assert (finding.geometry is not None) == (answer == "no")


def test_a_hundredth_of_a_square_metre_is_rounding_and_more_is_not():
    assert ask(RULE, Land(picture="PPPPPPPPPP", works=at(0, 0, 14.004, 2))).answer == "yes"
    assert ask(RULE, Land(picture="PPPPPPPPPP", works=at(0, 0, 14.01, 2))).answer == "no"


def test_a_zone_without_setbacks_may_be_built_over_wholly():
    assert ask(RULE, Land(picture="##########", figures=[OLD_QUARTER])).answer == "yes"


def test_a_stricter_share_is_judged_on_the_same_areas():
    facts = RULE.facts(Land(picture="#####PPPPP").proposal())
    assert RULE.judge(replace(facts, figures=replace(VILLAS, max_coverage=Decimal("0.4")))).answer == "no"


def test_without_a_building_rule_it_cannot_be_told():
    assert ask(RULE, Land(picture="#####PPPPP", figures=())).answer == "unknown"
