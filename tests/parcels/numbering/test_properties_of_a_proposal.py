"""What holds for every quarter, however it is drawn: nobody lost, nothing by chance."""

from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate

from parcels.numbering.inputs import ParcelInput
from parcels.numbering.proposal import propose
from tests.parcels.numbering.drawings import inputs_of, walks

# Letters at random make parcels in several parts, courtyards, corner contacts and landlocked parcels.
quarters = st.lists(st.text("ABCDEFGHIJKL..", min_size=4, max_size=7), min_size=1, max_size=6).map("\n".join)
inhabited = quarters.filter(lambda drawing: set(drawing) - {".", "\n"})
many = settings(max_examples=40, deadline=None, database=None)


@many
@given(inhabited)
def test_every_parcel_appears_exactly_once(drawing):
    proposal = propose(inputs_of(drawing))
    assert sorted("".join(walks(proposal))) == sorted(set(drawing) - {".", "\n"})


@many
@given(inhabited, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(drawing, dice):
    parcels = inputs_of(drawing)
    shuffled = dice.sample(parcels, len(parcels))
    assert propose(shuffled) == propose(parcels)


@many
@given(inhabited, st.floats(-5e6, 5e6), st.floats(-5e6, 5e6))
def test_moving_the_quarter_changes_no_number(drawing, east, north):
    here = propose(inputs_of(drawing))
    there = propose(inputs_of(drawing, west=east, south=north))
    assert walks(there) == walks(here)


@many
@given(inhabited)
def test_two_runs_are_identical(drawing):
    assert repr(propose(inputs_of(drawing))) == repr(propose(inputs_of(drawing)))


@many
@given(inhabited, st.randoms(use_true_random=False))
def test_the_names_of_parcels_change_nothing(drawing, dice):
    parcels = inputs_of(drawing)
    letters = [str(parcel.key) for parcel in parcels]
    names = dict(zip(letters, dice.sample(range(10_000), len(letters)), strict=True))
    renamed = propose([ParcelInput(names[str(parcel.key)], parcel.geometry) for parcel in parcels])
    expected = [tuple(names[letter] for letter in walk) for walk in walks(propose(parcels))]
    assert [block.order for block in renamed.blocks] == expected


@many
@given(inhabited)
def test_each_score_is_within_its_bounds(drawing):
    score = propose(inputs_of(drawing)).score
    if score.pairs:
        assert 0 <= score.A <= score.N12 <= 1
        assert all(ratio is None or ratio >= 1 - 1e-9 for ratio in (score.W, score.W_front))
        assert len(score.exceptions) == round((1 - score.A) * score.pairs)


def test_a_block_is_walked_the_same_whatever_lies_beside_it():
    block = inputs_of("ABCD\nHGFE")
    far = [ParcelInput(f"far {p.key}", translate(p.geometry, 333.333, -777.777)) for p in block[:3]]
    assert walks(propose([*block, *far])) == [*walks(propose(block)), "far Afar Bfar C"]


def test_equal_polygons_are_told_apart_by_their_keys():
    twins = [ParcelInput(key, inputs_of("A")[0].geometry) for key in "zyx"]
    assert walks(propose(twins)) == walks(propose(twins[::-1]))
