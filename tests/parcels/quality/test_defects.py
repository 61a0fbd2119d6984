"""Each defect that is planted is found, once and alone; a clean territory has none."""

import shapely
from shapely import box

from parcels.quality.enums import FindingKind as Kind
from parcels.register.models import Parcel
from tests.grid import drawn
from tests.parcels.quality.territory import enter, look, past_the_rules, redraw, seen

QUARTER = """
AABBCC
AABBCC
DDDEEE
D.DEEE
FFFGGG
"""


def test_a_clean_quarter_has_no_finding(offices):
    enter(offices.west, drawn(QUARTER))
    checked = look(offices.west.body)["5011"]
    assert (checked.findings, checked.parcels) == ((), 7)
    assert checked.counts == dict.fromkeys(Kind.values, 0)


def test_neighbours_without_shared_corners_have_no_finding(offices):
    """Turned by 17 degrees and snapped, a corner on a neighbour's side stands up to 0.71 mm beside it."""
    corners = {"long": box(0, 0, 90, 20), **{f"n{i}": box(i * 7.3, 20, (i + 1) * 7.3, 45) for i in range(12)}}
    turned = {name: shapely.affinity.rotate(shape, 17, origin=(0, 0)) for name, shape in corners.items()}
    moved = {name: shapely.affinity.translate(shape, 200, 100) for name, shape in turned.items()}
    enter(offices.west, moved)
    assert look(offices.west.body)["5011"].findings == ()


def test_an_overlap_is_found_once_with_its_land(offices):
    ids = enter(offices.west, drawn("AABB\nAABB"))
    redraw(ids["B"], box(19.5, 0, 40, 20))
    (found,) = look(offices.west.body)["5011"].findings
    assert (found.kind, set(found.parcels)) == (Kind.OVERLAP, {ids["A"], ids["B"]})
    assert found.size == 10.0
    assert shapely.area(shapely.from_wkb(found.geom)) == 10.0


def test_a_strip_that_snapping_makes_is_no_overlap_and_one_of_five_millimetres_is(offices):
    ids = enter(offices.west, drawn("AABB\nAABB"))
    redraw(ids["B"], box(19.999, 0, 40, 20))
    assert look(offices.west.body)["5011"].findings == ()
    redraw(ids["B"], box(19.995, 0, 40, 20))
    assert seen(look(offices.west.body)["5011"]) == [("overlap", {ids["A"], ids["B"]})]


def test_a_parcel_wholly_inside_another_is_found(offices):
    ids = enter(offices.west, {"large": box(0, 0, 60, 60), "small": box(100, 100, 110, 110)})
    redraw(ids["small"], box(20, 20, 30, 30))
    assert seen(look(offices.west.body)["5011"]) == [("overlap", set(ids.values()))]


def test_two_parcels_of_one_shape_are_a_duplicate_and_not_an_overlap_too(offices):
    ids = enter(offices.west, {"one": box(0, 0, 20, 20), "other": box(100, 100, 120, 120)})
    redraw(ids["other"], box(0, 0, 20, 20))
    assert seen(look(offices.west.body)["5011"]) == [("duplicate", set(ids.values()))]


def test_an_overlap_across_the_border_is_one_defect_that_both_bodies_see(offices):
    west = enter(offices.west, {"w": box(480, 0, 500, 20)})
    east = enter(offices.east, {"e": box(1000, 0, 1020, 20)})
    redraw(west["w"], box(985, 0, 1000.04, 20))
    found = look(offices.west.body, offices.east.body)
    pair = {west["w"], east["e"]}
    assert [each for each in seen(found["5011"]) if each[0] == "overlap"] == [("overlap", pair)]
    assert seen(found["5012"]) == [("overlap", pair)]


def test_a_void_and_a_slit_are_gaps_and_a_yard_is_not(offices):
    void, slit = box(19.9, 5, 20.1, 15), box(39.95, 0, 40.05, 20)
    yard = box(5, 5, 8, 8)
    ids = enter(
        offices.west,
        {
            "A": box(0, 0, 20, 20).difference(void).difference(yard),
            "B": box(20, 0, 40, 20).difference(void).difference(slit),
            "C": box(40, 0, 60, 20).difference(slit),
        },
    )
    found = look(offices.west.body)["5011"]
    pairs = {frozenset({ids["A"], ids["B"]}), frozenset({ids["B"], ids["C"]})}
    assert set(seen(found)) == {("gap", pair) for pair in pairs}
    assert len(found.findings) == 2
    assert {round(each.size, 6) for each in found.findings} == {2.0}
    assert {each.block for each in found.findings} == {offices.west.block.pk}


def test_slivers_are_found_by_width_and_by_length(offices):
    ids = enter(
        offices.west,
        {
            "narrow": box(0, 0, 0.45, 10),
            "long": box(0, 50, 160, 50.9),
            "fair": box(0, 100, 160, 102),
            "frame": box(0, 200, 20, 220).difference(box(0.2, 200.2, 19.8, 219.8)),
        },
    )
    found = look(offices.west.body)["5011"].findings
    widths = {found.parcels[0]: round(found.size, 3) for found in found}
    assert widths == {ids["narrow"]: 0.45, ids["long"]: 0.9, ids["frame"]: widths[ids["frame"]]}
    assert 0.2 <= widths[ids["frame"]] < 0.25
    assert {each.kind for each in found} == {Kind.SLIVER}


def test_land_beyond_the_block_the_territory_and_the_plan(offices):
    shapes = {"in": box(0, 0, 20, 20), "within": box(480, 0, 500.05, 20), "out": box(480, 30, 500.2, 50)}
    ids = enter(offices.west, shapes)
    (found,) = look(offices.west.body)["5011"].findings
    assert (found.kind, found.parcels, round(found.size, 6)) == (Kind.OUTSIDE_BLOCK, (ids["out"],), 4.0)

    redraw(ids["out"], box(-0.5, 30, 20, 50))
    assert {kind for kind, _ in seen(look(offices.west.body)["5011"])} == {Kind.OUTSIDE_BLOCK, Kind.OUTSIDE_TERRITORY}

    redraw(ids["out"], box(480, 30, 500, 50))
    with past_the_rules() as admin:
        admin.execute(
            "UPDATE plans_plan SET geom = ST_Multi(ST_Buffer(geom, -1)) WHERE id = %s", [offices.west.plan.pk]
        )
    (found,) = look(offices.west.body)["5011"].findings
    assert (found.kind, found.parcels, found.block) == (Kind.OUTSIDE_PLAN, (), offices.west.block.pk)


def test_a_body_without_territory_leaves_that_question_open(offices):
    enter(offices.west, {"a": box(0, 0, 20, 20)})
    offices.west.body.territory = None
    offices.west.body.save()
    counts = look(offices.west.body)["5011"].counts
    assert set(Kind.values) - set(counts) == {Kind.OUTSIDE_TERRITORY}


def test_a_parcel_in_force_without_an_outline_or_a_number(offices):
    ids = enter(offices.west, {"bare": box(0, 0, 20, 20), "nameless": box(30, 0, 50, 20)})
    with past_the_rules() as admin:
        admin.execute(
            "UPDATE register_boundaryversion SET valid = tstzrange('2000-01-01', '2001-01-01') WHERE parcel_id = %s",
            [ids["bare"]],
        )
        admin.execute("UPDATE register_parcel SET parcel_label = '' WHERE id = %s", [ids["nameless"]])
    assert seen(look(offices.west.body)["5011"]) == [("no_number", {ids["nameless"]}), ("no_version", {ids["bare"]})]


def test_corners_off_the_grid(offices):
    ids = enter(offices.west, {"a": box(0, 0, 20, 20)})
    redraw(ids["a"], box(0.0004, 0, 20, 20), snapped=False)
    (found,) = look(offices.west.body)["5011"].findings
    assert (found.kind, found.parcels, round(found.size, 6)) == (Kind.OFF_GRID, (ids["a"],), 0.0004)
    assert len(shapely.get_parts(shapely.from_wkb(found.geom))) == 2


def test_a_proposed_parcel_is_not_looked_at(offices):
    ids = enter(offices.west, {"a": box(0, 0, 20, 20), "b": box(30, 0, 50, 20)})
    redraw(ids["b"], box(10, 0, 30, 20))
    with past_the_rules() as admin:
        admin.execute("UPDATE register_parcel SET state = 'proposed' WHERE id = %s", [ids["b"]])
    checked = look(offices.west.body)["5011"]
    assert (checked.findings, checked.parcels) == ((), 1)
    assert Parcel._default_manager.count() == 0, "outside a scope nothing is seen"
