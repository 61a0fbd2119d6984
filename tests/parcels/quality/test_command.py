"""`manage.py check_territory`: a line a body, today's check recorded, another day's only reported."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from shapely import box

from geo.municipalities.scope import everywhere
from parcels.quality.models import CheckFinding, CheckRun
from tests.parcels.quality.territory import enter, hold_values, past_the_rules, redraw


def check(*options: str) -> str:
    out = StringIO()
    call_command("check_territory", "--jobs", "1", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def across(offices):
    """A parcel of each office; that of the west is drawn over its neighbour's."""
    west = enter(offices.west, {"w": box(480, 0, 500, 20)})
    enter(offices.east, {"e": box(1000, 0, 1020, 20)})
    redraw(west["w"], box(485, 0, 500, 20))
    redraw(west["w"], box(985, 0, 1000.04, 20))
    return offices


def test_it_says_one_line_a_body_and_counts_a_pair_across_the_border_once(across, tmp_path, capsys):
    path = tmp_path / "report.json"
    said = check("--report", str(path)).splitlines()
    assert [line.split(" parcels")[0] for line in said] == ["5011 1", "5012 1", "2"]
    assert said[-1] == "2 parcels in 2 bodies: outside_block 1, overlap 1"
    assert capsys.readouterr().err == "", "no bar where nobody looks"
    report = json.loads(path.read_text("utf-8"))
    (overlap,) = [row for row in report["findings"] if row["kind"] == "overlap"]
    assert overlap["municipalities"] == ["5011", "5012"]
    assert overlap["size"] == pytest.approx(0.8)
    with everywhere():
        assert CheckRun.objects.count() == 2
        assert CheckFinding.objects.filter(kind="overlap").count() == 2


def test_a_body_that_is_named_is_checked_alone(across):
    assert check("--municipality", "5012").splitlines()[-1] == "1 parcels in 1 bodies: overlap 1"
    assert check("--municipality", "501").splitlines()[-1].startswith("2 parcels in 2 bodies")
    with pytest.raises(CommandError, match="999"):
        check("--municipality", "999")


def test_another_day_is_looked_at_as_it_was_and_not_recorded(across):
    yesterday = timezone.localdate() - timedelta(days=1)
    with past_the_rules() as admin:
        admin.execute("UPDATE register_boundaryversion SET valid = tstzrange('2020-01-01', NULL)")
    assert check("--as-of", yesterday.isoformat()).splitlines()[-1] == "0 parcels in 2 bodies: nothing found"
    with past_the_rules() as admin:
        admin.execute("UPDATE register_statechange SET changed_at = changed_at - interval '2 days'")
    assert check("--as-of", yesterday.isoformat()).splitlines()[-1].endswith("outside_block 1, overlap 1")
    with everywhere():
        assert CheckRun.objects.count() == 0


def test_a_missing_tolerance_stops_the_check(places):
    hold_values(without=["sliver_width"])
    with pytest.raises(CommandError, match="sliver_width"):
        check()
