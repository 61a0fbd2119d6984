"""The committed sample municipality holds what its README says, and nothing overlaps."""

import math
import re
import unicodedata
from itertools import pairwise

import numpy as np
import pytest
import shapely
from shapely.affinity import translate

from tests.data.files import DATA, DEMO, overlapping_pairs

COLUMNS = {
    "municipalities": {"code", "kind", "parent_code", "name", "name_en"},
    "districts": {"code", "municipality_code", "kind", "name", "name_en", "note", "note_en"},
    "plans": {"number", "district_code", "name", "name_en", "kind", "status", "approved_on"},
    "blocks": {"plan_number", "district_code", "code", "label"},
    "parcels": {"district_code", "plan_number", "block_label", "parcel_label", "land_use", "deed_area_m2"},
    "streets": {"name", "name_en", "width_m", "class", "district_code"},
    "buildings": {"district_code", "parcel_source_id", "floors", "use", "built_year"},
    "zones": {"code", "name", "name_en", "use", "max_coverage", "max_floors", "setback_front_m", "cites"},
    "masks": {"kind", "name", "name_en", "cites"},
}


def exteriors(shapes):
    return shapely.get_parts(np.asarray(shapes, dtype=object))


def test_the_layers_have_their_columns_and_the_storage_crs(layers):
    assert set(layers) == set(COLUMNS)
    for name, columns in COLUMNS.items():
        assert columns | {"source_system", "source_id"} <= set(layers[name].columns), name
        assert layers[name].crs.to_epsg() == 9359, name


def test_the_readme_counts_are_true(layers):
    text = (DATA / "README.md").read_text(encoding="utf-8")
    counted = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", text, flags=re.MULTILINE))
    assert counted == {name: str(len(frame)) for name, frame in layers.items()}


def test_the_package_is_small_enough_to_commit():
    assert (DEMO / "qatif.gpkg").stat().st_size < 2_000_000


def test_there_are_at_least_600_parcels_of_which_493_are_real(parcels, planned, old):
    assert len(old) == 493
    assert len(planned) >= 190
    assert len(parcels) == len(old) + len(planned) >= 600


def test_every_record_says_where_it_came_from(layers):
    for name, frame in layers.items():
        assert frame.source_system.isin(["demo_generator", "kastoria_1925"]).all(), name
        assert not frame.duplicated(["source_system", "source_id"]).any(), name
        assert frame.source_id.str.len().gt(0).all(), name


def test_every_coordinate_lies_on_the_millimetre_grid(layers):
    for name, frame in layers.items():
        xy = shapely.get_coordinates(frame.geometry.values, include_z=False)
        assert (xy == np.round(xy, 3)).all(), name
        assert not frame.has_z.any(), name


def test_every_geometry_is_valid_and_not_empty(layers):
    for name, frame in layers.items():
        assert frame.is_valid.all(), name
        assert not frame.is_empty.any(), name


def test_parcels_are_single_polygons_stored_as_multipolygons(parcels):
    assert set(parcels.geom_type) == {"MultiPolygon"}
    parts = shapely.get_num_geometries(parcels.geometry.values)
    assert ((parts == 1) | parcels.is_multipart).all()


def test_parcels_form_an_exact_coverage_without_overlap(parcels):
    shapes = parcels.geometry.values
    assert overlapping_pairs(shapes) == 0
    assert shapely.coverage_is_valid(exteriors(shapes))


def test_the_overlap_measure_sees_a_strip_of_five_millimetres(planned):
    shapes = list(planned.geometry)
    shapes[40] = translate(shapes[40], xoff=0.005)
    assert overlapping_pairs(shapes) > 0


def test_the_tree_has_five_sub_municipalities_and_three_offices_under_the_municipality(layers):
    tree = layers["municipalities"].set_index("code")
    assert tree.kind.value_counts().to_dict() == {
        "amana": 1, "municipality": 1, "sub_municipality": 5, "office": 3,
    }  # fmt: skip
    assert tree.name["501"] == "بلدية محافظة القطيف"
    leaves = tree[tree.kind.isin(["sub_municipality", "office"])]
    assert set(leaves.parent_code) == {"501"}
    assert tree.parent_code["501"] == "500"
    assert tree.index.str.fullmatch(r"\d{3}").all()


def test_the_leaves_cover_the_municipality_exactly(layers):
    tree = layers["municipalities"]
    leaves = tree[tree.parent_code == "501"].geometry.values
    whole = tree[tree.code == "501"].geometry.iloc[0]
    assert shapely.coverage_is_valid(exteriors(leaves))
    assert shapely.coverage_union_all(exteriors(leaves)).normalize() == shapely.get_parts(whole)[0].normalize()


def test_each_district_lies_in_its_own_leaf(layers):
    territory = layers["municipalities"].set_index("code").geometry
    districts = layers["districts"]
    assert districts.municipality_code.nunique() == len(districts) == 2
    assert set(districts.kind) == {"planned", "old"}
    for row in districts.itertuples():
        assert territory[row.municipality_code].contains_properly(row.geometry), row.code


def test_the_districts_say_that_they_are_samples_and_where_the_real_shapes_come_from(layers):
    districts = layers["districts"].set_index("code")
    assert districts.note.str.startswith("بيانات تجريبية").all()
    assert districts.note_en.str.startswith("Sample data").all()
    for note in (districts.note["901"], districts.note_en["901"]):
        assert "mapAI" in note
        assert "MIT" in note


def test_each_parcel_lies_in_its_district_and_its_plan(layers, parcels, planned):
    ground = layers["districts"].set_index("code").geometry
    for row in parcels.itertuples():
        assert ground[row.district_code].covers(row.geometry), row.source_id
    plan = layers["plans"].set_index("number").geometry["713/3"]
    assert planned.within(plan).all()


def test_the_old_quarter_lies_at_its_promised_place(old):
    west, south, east, north = old.total_bounds
    # 50.0 E 26.55 N of EPSG:9333 in EPSG:9359, to the decimetre.
    assert math.dist(((west + east) / 2, (south + north) / 2), (400389.9, 2936983.8)) < 1


def test_the_old_quarter_is_not_numbered_and_has_no_blocks(layers, old):
    assert old[["plan_number", "block_label", "parcel_label", "deed_area_m2"]].isna().all(axis=None)
    assert set(layers["blocks"].district_code) == {"101"}
    inventory = layers["plans"].set_index("district_code").loc["901"]
    assert (inventory.status, inventory.kind) == ("inventoried_old", "old_inventory")
    assert inventory[["number", "approved_on"]].isna().all()


def test_planned_parcels_are_numbered_from_one_without_a_gap(planned):
    assert list(planned.parcel_label) == [str(n) for n in range(1, len(planned) + 1)]
    assert set(planned.plan_number) == {"713/3"}
    assert (planned.deed_area_m2 - planned.area).abs().max() <= 0.5


def test_each_block_is_exactly_the_union_of_its_parcels(layers, planned):
    blocks = layers["blocks"].set_index("label")
    assert blocks.code.tolist() == [f"{n:03d}" for n in range(1, len(blocks) + 1)]
    for label, members in planned.groupby("block_label"):
        union = shapely.coverage_union_all(exteriors(members.geometry.values))
        assert union.normalize() == blocks.geometry[label].geoms[0].normalize(), label


def interior_angles(polygon) -> list[float]:
    ring = list(shapely.orient_polygons(polygon).exterior.coords)[:-1]
    angles = []
    for before, here, after in zip(ring[-1:] + ring[:-1], ring, ring[1:] + ring[:1], strict=True):
        back = math.atan2(before[1] - here[1], before[0] - here[0])
        ahead = math.atan2(after[1] - here[1], after[0] - here[0])
        angles.append(math.degrees((back - ahead) % (2 * math.pi)))
    return angles


def test_every_block_corner_is_chamfered(layers):
    for row in layers["blocks"].itertuples():
        angles = interior_angles(row.geometry.geoms[0])
        assert min(angles) > 120, row.label
        assert sum(120 < angle < 150 for angle in angles) == 8, row.label


def test_an_unchamfered_block_would_be_seen():
    assert min(interior_angles(shapely.box(0, 0, 30, 20))) == pytest.approx(90)


def test_the_plan_is_turned_and_has_a_curved_and_a_skew_side(layers, planned):
    outline = layers["plans"].set_index("number").geometry["713/3"].geoms[0]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(outline.exterior.coords)]
    directions = {round(math.degrees(math.atan2(dy, dx)) % 180, 1) for dx, dy in steps}
    assert 17.0 in directions
    assert len(directions) > 10
    assert not {0.0, 90.0} & directions


def test_facilities_are_there(planned):
    counts = planned.land_use.value_counts()
    assert {use: int(counts[use]) for use in ("mosque", "park", "school", "electricity")} == {
        "mosque": 1, "park": 1, "school": 1, "electricity": 1,
    }  # fmt: skip
    room = planned[planned.land_use == "electricity"].area.iloc[0]
    assert room == pytest.approx(24, abs=0.1)


def test_no_street_enters_a_parcel_and_planned_widths_are_kept(layers, parcels, planned):
    streets = layers["streets"]
    built = shapely.union_all(parcels.geometry.values)
    assert not streets.intersects(built).any()
    assert set(streets["class"]) == {"arterial", "collector", "local", "alley"}
    for row in streets[streets.district_code == "101"].itertuples():
        assert 2 * row.geometry.distance(built) == pytest.approx(row.width_m, abs=0.1), row.name


def test_lanes_lie_in_the_old_district_and_are_as_wide_as_their_void(layers, old):
    lanes = layers["streets"][layers["streets"].district_code == "901"]
    ground = layers["districts"].set_index("code").geometry["901"]
    built = shapely.union_all(old.geometry.values)
    assert lanes.within(ground).all()
    for row in lanes.itertuples():
        assert 2 * row.geometry.distance(built) <= row.width_m + 0.1, row.name
    assert lanes.width_m.between(1, 30).all()


def test_nearly_every_old_parcel_has_a_lane_within_reach_of_its_block(layers, old):
    lanes = shapely.union_all(layers["streets"].geometry.values)
    assert (old.distance(lanes) < 60).all()
    assert (old.distance(lanes) < 8).mean() > 0.8


def test_each_building_stands_in_its_parcel(layers, parcels):
    ground = parcels.set_index("source_id").geometry
    for row in layers["buildings"].itertuples():
        assert ground[row.parcel_source_id].contains_properly(row.geometry), row.source_id
        assert row.floors >= 1


def test_many_parcels_are_vacant_so_that_they_can_be_fenced(layers, planned, old):
    built = set(layers["buildings"].parcel_source_id)
    assert 0.5 < planned.source_id.isin(built).mean() < 0.7
    assert (~planned.source_id.isin(built)).sum() > 50
    assert (~old.source_id.isin(built)).sum() > 100


def test_vacant_land_lies_in_the_flood_channel_and_in_the_expropriated_part(layers, planned):
    vacant = planned[~planned.source_id.isin(layers["buildings"].parcel_source_id)]
    masks = layers["masks"].set_index("kind").geometry
    for kind in ("flood_channel", "expropriation"):
        assert vacant.intersection(masks[kind]).area.max() > 1, kind


def test_planned_buildings_keep_their_zone_limits(layers, planned):
    zones, ground = layers["zones"], planned.set_index("source_id").geometry
    for row in layers["buildings"].itertuples():
        if row.district_code == "101":
            (zone,) = zones[zones.covers(ground[row.parcel_source_id])].itertuples()
            assert row.geometry.area / ground[row.parcel_source_id].area <= zone.max_coverage, row.source_id
            assert row.floors <= zone.max_floors, row.source_id
            clearance = row.geometry.distance(ground[row.parcel_source_id].boundary)
            # Rounding both to 1 mm may take a millimetre and a half off the setback.
            assert clearance >= min(zone.setback_side_m, zone.setback_rear_m) - 0.0015, row.source_id


def test_every_parcel_lies_in_exactly_one_zone(layers, parcels):
    zones = layers["zones"].geometry
    assert {int(zones.covers(shape).sum()) for shape in parcels.geometry} == {1}
    assert set(layers["zones"].cites) == {"demonstration values, unverified"}


def test_masks_touch_a_few_parcels_and_heritage_a_part_of_the_old_quarter(layers, planned, old):
    masks = layers["masks"].set_index("kind").geometry
    touched = {kind: int((planned.intersection(masks[kind]).area > 0).sum()) for kind in masks.index}
    assert 2 <= touched["flood_channel"] <= 5
    assert 1 <= touched["energy_risk"] <= 5
    assert 1 <= touched["expropriation"] <= 5
    assert touched["heritage"] == 0
    assert 0.1 < old.intersects(masks["heritage"]).mean() < 0.5


def test_arabic_names_are_whole(layers):
    names = [name for frame in layers.values() if "name" in frame for name in frame["name"]]
    assert len(names) > 200
    for name in names:
        letters = [c for c in name if c.isalpha()]
        assert letters
        # Plain Arabic block only: no question marks, no Latin left-overs, no presentation forms.
        assert all("\u0621" <= c <= "\u064a" for c in letters), name
        assert all(c.isalpha() or c == " " or "\u0660" <= c <= "\u0669" for c in name), name
        assert unicodedata.is_normalized("NFC", name)


def test_every_named_record_has_an_english_name_too(layers):
    for name, frame in layers.items():
        if "name" in frame:
            assert frame.name_en.str.fullmatch(r"[A-Za-z0-9 ()'-]+").all(), name
