"""At most seven tenths of the land are built over, what stands already counted."""

from dataclasses import replace
from decimal import Decimal

import pytest

from permits.applications.spatial_rules.coverage import Coverage
from tests.golden import golden, untold
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


@golden(Coverage, "picture, answer, share", GOLDEN)
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


MEASURED = {
    # the land 20 m by 2 m: 28 m² may be built over
    "a house on land with a hole, whose hole is no land": (at(0, 0, 20, 2).difference(at(8, 0.5, 12, 1.5)),
        at(0, 0, 12.7, 2), "yes"),
    "the same house a decimetre longer": (at(0, 0, 20, 2).difference(at(8, 0.5, 12, 1.5)), at(0, 0, 15, 2), "no"),
    "land in two parts counts as one": (at(0, 0, 8, 2).union(at(12, 0, 20, 2)), at(0, 0, 8, 2), "yes"),
    "land in two parts, one built over wholly and more": (at(0, 0, 8, 2).union(at(12, 0, 20, 2)),
        at(0, 0, 15.3, 2), "no"),
    "a courtyard is not built over": (at(0, 0, 10, 10), at(0, 0, 10, 10).difference(at(2, 2, 8, 8)), "yes"),
    "a courtyard too small": (at(0, 0, 10, 10), at(0, 0, 10, 10).difference(at(3, 3, 8, 8)), "no"),
}  # fmt: skip


@golden(Coverage, "land, house, answer", MEASURED)
def test_holes_parts_and_courtyards(land, house, answer):
    assert ask(RULE, Land(picture="PP", shaped=lambda _drawn: land, works=house)).answer == answer


@untold(Coverage)
def test_without_a_building_rule_it_cannot_be_told():
    assert ask(RULE, Land(picture="#####PPPPP", figures=())).answer == "unknown"
