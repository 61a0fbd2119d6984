"""Years of splits and merges: the same from the same seed, and what each way does to numbers of others."""

import json
from io import StringIO

import pytest
import shapely
from django.core.management import call_command

from parcels.numbering.inputs import geometries
from parcels.numbering.simulator import WAYS, Rates, halved, simulate
from tests.parcels.numbering.drawings import inputs_of
from tests.parcels.numbering.test_kastoria import SOURCE

BUSY = Rates(splits=0.2, merges=0.1)


def land():
    return [geometries(inputs_of("ABCD\nHGFE")), geometries(inputs_of("IJKLM", south=500.0))]


def played(**changes):
    return list(simulate(land(), **{"years": 4, "rates": BUSY, "seed": 3, **changes}))


def test_the_same_seed_plays_the_same_years_and_another_one_others():
    assert repr(played()) == repr(played())
    assert repr(played()) != repr(played(seed=4))


def test_every_year_tells_of_every_way_on_the_same_land():
    found = played()
    assert [(one.year, one.way) for one in found] == [(year, way) for year in range(5) for way in WAYS]
    for year in range(5):
        assert len({(one.parcels, one.splits, one.merges, one.untouched) for one in found if one.year == year}) == 1


def test_a_split_makes_one_more_and_a_merge_one_less():
    for one in played():
        assert one.parcels == 13 + one.splits - one.merges
    assert played()[-1].splits > 3
    assert played()[-1].merges > 1


def test_numbers_that_nobody_touched_change_only_where_all_is_numbered_anew():
    found = played(years=6)
    assert all(one.changed == 0 for one in found if one.way != "renumber")
    assert any(one.changed > 0 for one in found if one.way == "renumber")


def test_suffixes_keep_the_walk_better_than_next_free_numbers():
    last = {one.way: one.score for one in played(years=6) if one.year == 6}
    assert last["suffix"].A > last["append"].A


def test_nothing_happens_at_rates_of_nothing():
    still = played(rates=Rates(0, 0))
    assert {one.parcels for one in still} == {13}
    assert len({one.score.A for one in still if one.way == "renumber"}) == 1


@pytest.mark.parametrize("share", [-0.1, 0.6])
def test_rates_are_shares(share):
    with pytest.raises(ValueError, match=r"0 to 0\.5"):
        Rates(splits=share)


def test_a_parcel_is_halved_across_its_longer_side():
    parts = halved(shapely.box(0, 0, 40, 10))
    assert sorted(round(part.area) for part in parts) == [200, 200]
    assert all(part.bounds[2] - part.bounds[0] == pytest.approx(20) for part in parts)
    assert shapely.union_all(parts).equals(shapely.box(0, 0, 40, 10))


def test_what_is_too_small_is_not_halved():
    assert halved(shapely.box(0, 0, 7, 7)) == []


def test_the_command_prints_a_table_or_json_for_a_file(tmp_path):
    out, report = StringIO(), tmp_path / "r.json"
    call_command("simulate_numbering", str(SOURCE), layer="parcels_1925", years=1, report=report, stdout=out)
    rows = out.getvalue().splitlines()
    assert len(rows) == 1 + 2 * len(WAYS)
    told = json.loads(report.read_text("utf-8"))
    assert [one["way"] for one in told["years"]] == [*WAYS, *WAYS]
    assert told["years"][0]["A"] > 0.9
