"""The walk through small quarters, each drawn: the picture is the specification."""

from parcels.numbering.proposal import propose
from tests.parcels.numbering.drawings import inputs_of, walks, walks_of


def test_a_row_of_houses_is_numbered_from_the_west():
    assert walks_of("ABCDE") == ["ABCDE"]


def test_two_rows_back_to_back_are_walked_clockwise_from_the_north_west():
    assert walks_of("""
        ABCD
        HGFE
        """) == ["ABCDEFGH"]


def test_the_break_at_the_end_of_an_alley_falls_between_the_last_number_and_the_first():
    quarter = """
        aabbccdd
        aabbccdd
        hhg..fee
        hhg..fee
        """
    proposal = propose(inputs_of(quarter))
    assert walks(proposal) == ["ghabcdef"]  # g and f look at each other across the alley
    assert proposal.score.A == 1.0


def test_houses_deep_in_an_alley_follow_the_walk_into_it_and_out_again():
    walk = walks_of("""
        aaabbbccc
        aaanb.dcc
        mmmnn.dee
        mmlll.ffe
        kkklj.ghh
        kkkjj.ghh
        """)[0]
    assert sorted(walk) == sorted("abcdefghjklmn")
    assert "fg" in walk or "gf" in walk
    assert "lj" in walk or "jl" in walk


def test_a_courtyard_block_is_walked_once_around():
    proposal = propose(
        inputs_of("""
        AABBCC
        HH..DD
        GGFFEE
        """)
    )
    assert walks(proposal) == ["ABCDEFGH"]
    assert len(proposal.blocks[0].geometry.interiors) == 1  # the courtyard stays open


def test_a_landlocked_parcel_gets_its_number_beside_a_neighbour_of_its_own():
    proposal = propose(
        inputs_of("""
        AABBCC
        HHXXDD
        GGFFEE
        """)
    )
    (walk,) = walks(proposal)
    around_x = {walk[n] for n in (walk.index("X") - 1, walk.index("X") + 1) if 0 <= n < len(walk)}
    assert around_x <= set("BDFH")
    assert proposal.score.A == 1.0
    assert proposal.score.W_front == 1.0


def test_a_parcel_that_only_the_courtyard_reaches_is_numbered_among_its_neighbours():
    (walk,) = walks_of("""
        AAABBB
        Ax..yB
        Ax..yB
        DDDCCC
        """)
    assert walk.index("x") in {
        walk.index("A") - 1,
        walk.index("A") + 1,
        walk.index("D") - 1,
        walk.index("D") + 1,
    }


def test_a_parcel_alone_is_a_block_with_no_pairs_to_score():
    proposal = propose(inputs_of("A"))
    assert walks(proposal) == ["A"]
    assert (proposal.score.pairs, proposal.score.A, proposal.score.W_front) == (0, None, None)


def test_a_parcel_in_two_parts_ties_its_blocks_together_and_appears_once():
    assert [sorted(walk) for walk in walks_of("AB.A\nCC.D")] == [["A", "B", "C", "D"]]


def test_links_that_do_not_touch_are_listed():
    star = propose(
        inputs_of("""
        ..B..
        EAAAC
        ..D..
        """)
    )
    assert star.score.pairs == 4
    assert star.score.A == 0.5
    assert [exception.code for exception in star.score.exceptions] == ["not_adjacent", "not_adjacent"]
    assert all("A" not in (exception.before, exception.after) for exception in star.score.exceptions)


def test_no_parcels_give_an_empty_proposal():
    proposal = propose([])
    assert proposal.blocks == ()
    assert proposal.score.pairs == 0
