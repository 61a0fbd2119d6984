"""What counts as overlap: drawn parcels are brought into force, and the database says yes or no."""

import random
from uuid import uuid4

import pytest
import shapely
from shapely import affinity

from geo.municipalities.scope import territory
from parcels.register.enums import ParcelState
from parcels.register.errors import Overlap
from parcels.register.models import Parcel, PublishedParcel
from parcels.register.services import NewParcel, allot_numbers, change_state, enter_parcels
from tests.grid import drawn
from tests.sql.land import number, surface

pytestmark = pytest.mark.django_db


def _in_force(office, *shapes):
    return number(office, [surface(shape) for shape in shapes], several_parts=True)


def _refused(office, *shapes):
    with pytest.raises(Overlap) as refusal:
        _in_force(office, *shapes)
    return refusal.value.context


ISLAND = """
AAAAA
A...A
A.B.A
A...A
AAAAA
"""
FILLED = """
AAA
ABA
AAA
"""
QUARTER = """
AABB
AACC
DDCC
"""
IN_TWO_PARTS = """
A.B
AAB
B.B
"""


@pytest.mark.parametrize("picture", [ISLAND, FILLED, QUARTER, IN_TWO_PARTS])
def test_side_by_side_inside_a_hole_and_in_several_parts_is_legal(places, picture):
    ids = _in_force(places.west, *drawn(picture).values())
    assert Parcel.objects.count() == 0, "outside a scope nothing is seen"
    assert PublishedParcel.objects.filter(pk__in=ids).count() == len(ids)


BIG = shapely.box(0, 0, 40, 40)
RING = BIG.difference(shapely.box(10, 10, 30, 30))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(BIG, id="the same outline twice"),
        pytest.param(shapely.box(10, 10, 20, 20), id="one inside the other"),
        pytest.param(shapely.box(-10, -10, 60, 60), id="one around the other"),
        pytest.param(shapely.box(0, 0, 20, 20), id="one inside, sharing two sides"),
        pytest.param(shapely.box(-10, 15, 60, 20), id="a lane straight through"),
        pytest.param(affinity.rotate(BIG, 45), id="a star"),
        pytest.param(shapely.box(39.99, 0, 60, 40), id="a strip of a centimetre"),
        pytest.param(
            shapely.MultiPolygon([shapely.box(100, 0, 110, 9), shapely.box(39, 39, 41, 41)]), id="a second part"
        ),
    ],
)
def test_land_held_twice_is_refused(places, other):
    _in_force(places.west, BIG)
    context = _refused(places.west, other)
    assert (len(context["parcels"]), context["hidden"]) == (1, 0)


def test_what_fills_a_hole_and_more_is_refused_and_what_fills_it_exactly_is_not(places):
    _in_force(places.west, RING)
    _refused(places.west, shapely.box(9.99, 10, 30, 30))
    _in_force(places.west, shapely.box(10, 10, 30, 30))


def test_two_parcels_of_one_request_that_overlap_each_other_are_refused_together(places):
    _refused(places.west, BIG, shapely.box(30, 0, 60, 40), shapely.box(100, 0, 110, 10))
    assert not PublishedParcel.objects.exists()


def test_a_refusal_names_every_parcel_in_the_way(places):
    quarters = [shapely.box(x, y, x + 10, y + 10) for x in (0, 10) for y in (0, 10)]
    ids = _in_force(places.west, *quarters)
    context = _refused(places.west, shapely.box(5, 5, 15, 15))
    assert sorted(context["parcels"]) == sorted(map(str, ids))


def test_a_parcel_of_another_office_in_the_way_is_counted_and_not_named(places):
    (hidden,) = _in_force(places.east, BIG)
    context = _refused(places.west, shapely.box(20, 20, 60, 60))
    assert context == {"parcels": [], "hidden": 1}
    with territory([places.west.body.pk]):
        assert not Parcel.objects.filter(pk=hidden).exists()


def test_who_answers_for_both_offices_is_told_the_name(places):
    west, east = places.west, places.east
    (there,) = _in_force(east, BIG)
    with territory([west.body.pk, east.body.pk]), pytest.raises(Overlap) as refusal:
        (new,) = enter_parcels(plan=west.plan, parcels=[NewParcel(geom=surface(BIG))], source="test")
        allot_numbers(block=west.block, parcel_ids=[new.pk], request_id=uuid4())
    assert refusal.value.context == {"parcels": [str(there)], "hidden": 0}


def test_parcels_only_proposed_may_lie_over_each_other_until_one_is_taken_back_into_force(places):
    office = places.west
    (first,) = _in_force(office, BIG)
    with territory([office.body.pk]):
        change_state(parcel_ids=[first], to=ParcelState.PROPOSED, by=office.surveyor, reason="numbered by mistake")
    _in_force(office, BIG)
    with territory([office.body.pk]), pytest.raises(Overlap):
        change_state(parcel_ids=[first], to=ParcelState.PROVISIONAL, by=office.surveyor, reason="taken back")
    with territory([office.body.pk]):
        assert Parcel.objects.get(pk=first).state == ParcelState.PROPOSED


@pytest.mark.parametrize(("shared_m", "legal"), [(0.001, True), (0.002, False), (0.005, False)])
def test_what_snapping_can_make_of_neighbours_is_legal_and_more_is_not(places, shared_m, legal):
    """Two descriptions of one side, each snapped to the millimetre, differ by 1.42 mm at most."""
    shapes = [BIG, shapely.box(40 - shared_m, 0, 60, 40)]
    if legal:
        assert len(_in_force(places.west, *shapes)) == 2
    else:
        _refused(places.west, *shapes)


def _turned(shape, dice, place, columns=100):
    """Turn a shape about the origin by any angle, and put it on ground of its own."""
    turned = affinity.rotate(shape, dice.uniform(0, 360), origin=(0, 0))
    return affinity.translate(turned, 300 * (place % columns), 300 * (place // columns) + dice.uniform(0, 90))


def _junction(dice, place):
    """Two parcels that meet on a third one's side: the corner that they share is no corner of it."""
    length, cut = dice.uniform(15, 60), dice.uniform(0.2, 0.8)
    parts = shapely.MultiPolygon(
        [
            shapely.box(0, 0, length, 20),
            shapely.box(0, 20, length * cut, 40),
            shapely.box(length * cut, 20, length, 40),
        ]
    )
    return list(_turned(parts, dice, place).geoms)


def _legal_junctions(office, count, seed):
    dice = random.Random(seed)
    shapes = [part for place in range(count) for part in _junction(dice, place)]
    ids = number(office, [surface(shape) for shape in shapes])
    assert len(ids) == 3 * count


def test_rotated_t_junctions_are_legal(places):
    _legal_junctions(places.west, 250, seed=1)


def _strips_let_in(office, count, seed):
    """Bring into force pairs of which one reaches 5 mm or more into the other; return how many got in."""
    dice = random.Random(seed)
    widths = [0.005 + (0.045 * place / count) for place in range(count)]
    let_in = 0
    for place, width in enumerate(widths):
        length = dice.uniform(10, 60)
        pair = shapely.MultiPolygon([shapely.box(0, 0, length, 20), shapely.box(3, 20 - width, length - 3, 40)])
        first, second = _turned(pair, dice, place).geoms
        try:
            _in_force(office, first, second)
            let_in += 1
        except Overlap:
            pass
    return let_in


def test_strips_of_five_millimetres_and_more_are_refused(places):
    assert _strips_let_in(places.west, 60, seed=4) == 0


@pytest.mark.full
@pytest.mark.parametrize("seed", range(4))
def test_ten_thousand_rotated_t_junctions_are_legal(places, seed):
    _legal_junctions(places.west, 2500, seed=seed)


@pytest.mark.full
def test_ten_thousand_strips_are_refused(places):
    assert _strips_let_in(places.west, 10_000, seed=8) == 0
