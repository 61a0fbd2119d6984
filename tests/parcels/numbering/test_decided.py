"""A quarter numbered as persons decided: parted, joined, entered by another street, by any policy."""

from parcels.numbering.decided import Decided, propose_decided, read_parcels
from parcels.numbering.inputs import NumberingSettings
from parcels.numbering.policies.compass import Corner, Turn
from parcels.numbering.policies.frontage import FrontageWalk
from parcels.numbering.policies.parity import OddEven
from parcels.numbering.proposal import propose
from parcels.numbering.streets import reconcile_blocks
from tests.parcels.numbering.drawings import inputs_of

SETTINGS = NumberingSettings()
ALONG = FrontageWalk()
#: Two blocks with an alley between them.
TWO = """
AABBCC..GG
AABBCC..GG
DDEEFF..HH
DDEEFF..HH
........II
........II
"""
#: A house behind houses.
COURT = """
ABC
DXE
FGH
"""


def walks(blocks):
    return ["".join(block.order) for block in blocks]


def decided(drawing, policy=ALONG, **decisions):
    return propose_decided(inputs_of(drawing), policy, SETTINGS, Decided(**decisions))


def test_with_nothing_decided_it_is_the_engines_proposal():
    plain = propose(inputs_of(TWO))
    blocks = decided(TWO)
    assert walks(blocks) == ["".join(block.order) for block in plain.blocks]
    assert [block.score for block in blocks] == [block.score for block in plain.blocks]
    assert [block.numbers for block in blocks] == [tuple((n, 0) for n in range(1, 7)), ((1, 0), (2, 0), (3, 0))]


def test_what_is_parted_is_several_blocks_and_the_rest_goes_with_the_nearest():
    blocks = decided(TWO, parted=[[["A", "D"], ["C"]]])
    assert sorted("".join(sorted(walk)) for walk in walks(blocks)) == ["ABDE", "CF", "GHI"]


def test_what_is_joined_is_one_block():
    assert [sorted(walk) for walk in walks(decided(TWO, joined=[[["A"], ["G"]]]))] == [list("ABCDEFGHI")]


def test_a_decision_about_parcels_that_are_gone_changes_nothing():
    assert walks(decided(TWO, joined=[[["Y"], ["Z"]]], parted=[[["Y"], ["Z"]]])) == walks(decided(TWO))


def test_the_order_of_the_input_changes_nothing():
    parcels = inputs_of(TWO)
    asked = Decided(parted=[[["A", "D"], ["C"]]], access={"E": (25.0, 20.0)})
    there = propose_decided(parcels, FrontageWalk(), SETTINGS, asked)
    assert propose_decided(parcels[::-1], FrontageWalk(), SETTINGS, asked) == there


def test_a_house_behind_houses_is_entered_where_a_person_says():
    parcels = inputs_of(COURT)
    plain = read_parcels(parcels, SETTINGS)
    court = plain.keys.index("X")
    assert plain.ground.frontages[court] is None
    for place in ((15.0, 0.0), (15.0, 30.0), (0.0, 15.0)):
        ground = read_parcels(parcels, SETTINGS, {"X": place}).ground
        assert ground.ring.line.interpolate(ground.access[court]).coords[0] == place
        assert court in ground.fronting


def test_the_walk_meets_a_parcel_at_the_street_that_was_chosen():
    for place, neighbour in (((15.0, 0.0), "G"), ((15.0, 30.0), "B")):
        for policy in (FrontageWalk(), FrontageWalk(Corner.SE, Turn.COUNTER)):
            (walk,) = walks(decided(COURT, policy, access={"X": place}))
            assert abs(walk.index("X") - walk.index(neighbour)) == 1, (walk, place, policy)


def test_odd_and_even_numbers_stand_on_their_sides():
    (block, _other) = decided(TWO, OddEven())
    sides = {key: number % 2 for key, (number, _suffix) in zip(block.order, block.numbers, strict=True)}
    assert {sides[key] for key in "ABC"} != {sides[key] for key in "DEF"}
    assert {len({sides[key] for key in side}) for side in ("ABC", "DEF")} == {1}


def test_streets_are_compared_with_the_blocks_that_were_decided():
    from shapely import LineString

    around = [LineString([(-5, -5), (105, -5), (105, 65), (-5, 65), (-5, -5)])]
    parcels = inputs_of(TWO)
    assert [one.code for one in reconcile_blocks(parcels, around, SETTINGS)] == ["joined_by_streets"]
    assert reconcile_blocks(parcels, around, SETTINGS, blocks={parcel.key: 1 for parcel in parcels}) == ()
