"""What lies around a plot is read from the register in one question, as of the rules' day."""

from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import shapely
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from geo.municipalities.scope import territory
from geo.spatial.shapes import to_geos, to_surface
from geo.spatial_rules.engine import judge_all
from geo.spatial_rules.models import ReferenceValue
from parcels.fabric.models import Street
from parcels.plans.enums import MaskKind
from parcels.plans.models import Zone
from parcels.plans.services import Figures, set_building_rule
from parcels.register.models import BoundaryVersion
from permits.applications.spatial_rules.building_rules import RULES
from permits.applications.spatial_rules.subject import Proposal, plot_sides
from tests.factories.cases import build, enter_drawn, on_ground, restrict
from tests.permits.applications.rules.picture import LIMITS, VILLAS

#: The plot A lies 20 to 40 m east, 20 to 50 m north; a street runs along its north side.
QUARTER = """
......
NNAAMM
NNAAMM
NNAAMM
KKKKKK
KKKKKK
"""
TODAY = timezone.localdate()
VILLA = {
    "use": "residential", "floors": [{"place": "ground", "area_m2": "224"}], "height_m": "6", "parking": 2, "units": 1,
}  # fmt: skip


def lay_street(office, *, width="12", valid=(None, None), y=56.0):
    line = on_ground(shapely.LineString([(-20, y), (80, y)]), office)
    with territory([office.body.pk]):
        return Street.objects.create(
            municipality=office.body, district=office.district, width_m=Decimal(width), name="شارع", geom=to_geos(line),
            valid=DateRange(*valid, "[)" if valid[0] else "()"), street_class="local",
        )  # fmt: skip


def lay_zone(office, outline, code="101/R", since=date(2020, 1, 1), **figures):
    with territory([office.body.pk]):
        zone = Zone.objects.create(
            municipality=office.body, code=code, name="سكني", geom=to_surface(on_ground(outline, office))
        )
        told = asdict(VILLAS) | figures
        del told["zone"]
        set_building_rule(zone=zone, figures=Figures(**told), since=since)
    return zone


@pytest.fixture
def land(places):
    """The plot with its street and zone, and every dated limit."""
    for code, value in LIMITS.items():
        ReferenceValue.objects.create(
            code=code, value=Decimal(value), unit="-", valid_from=date(2020, 1, 1), cites="test", status="test"
        )
    parcels = enter_drawn(places.west, QUARTER)
    lay_street(places.west)
    lay_zone(places.west, shapely.box(0, 0, 100, 100))
    return parcels["A"]


def proposal(office, parcel, *, house=(22, 22, 38, 36), on=TODAY):
    version = BoundaryVersion.objects.select_related("parcel").get(pk=parcel.version_id)
    works = to_surface(on_ground(shapely.box(*house), office))
    return Proposal(parcel=version.parcel, version=version, works=works, on=on, case_id=uuid4(), details=VILLA)


def test_everything_around_a_plot_is_found(places, land):
    build(places.west, on_ground(shapely.box(42, 22, 55, 40), places.west))
    build(places.east, on_ground(shapely.box(24, 40, 30, 45), places.west))
    restrict(places.east, on_ground(shapely.box(20, 20, 25, 25), places.west), MaskKind.FLOOD)
    with territory([places.west.body.pk]):
        site = proposal(places.west, land).site
    assert [(street.width_m, street.name) for street in site.streets] == [(12.0, "شارع")]
    assert (len(site.neighbours), len(site.buildings), [mask.kind for mask in site.masks]) == (3, 2, ["flood_channel"])
    assert [zone.figures for zone in site.zones] == [VILLAS]


def test_sides_of_a_plot_are_told_without_a_zone(places, land):
    with territory([places.west.body.pk]):
        version = BoundaryVersion.objects.select_related("parcel").get(pk=land.version_id)
        sides = plot_sides(version, TODAY)
    assert [(side.role, round(side.length_m)) for side in sides] == [
        ("front", 20), ("side", 30), ("rear", 20), ("side", 30),
    ]  # fmt: skip


def test_a_street_counts_on_the_days_on_which_it_has_its_width(places, land):
    widened = TODAY - timedelta(days=10)
    with territory([places.west.body.pk]):
        Street.objects.update(valid=DateRange(None, widened, "()"))
    lay_street(places.west, width="30", valid=(widened, None), y=65)
    with territory([places.west.body.pk]):
        assert [street.width_m for street in proposal(places.west, land).site.streets] == [30]
        before = proposal(places.west, land, on=widened - timedelta(days=1)).site
        assert [street.width_m for street in before.streets] == [12]


def test_a_street_that_the_next_office_holds_counts_too(places, land):
    line = on_ground(shapely.LineString([(-20, 15), (80, 15)]), places.west)
    with territory([places.east.body.pk]):
        Street.objects.create(
            municipality=places.east.body, district=places.east.district, width_m=Decimal(8), name="",
            geom=to_geos(line), street_class="local",
        )  # fmt: skip
    with territory([places.west.body.pk]):
        assert sorted(street.width_m for street in proposal(places.west, land).site.streets) == [8, 12]


def test_the_building_rule_of_the_rules_day_holds(places, land):
    with territory([places.west.body.pk]):
        zone = Zone.objects.get()
        told = asdict(VILLAS) | {"max_floors": Decimal(5)}
        del told["zone"]
        set_building_rule(zone=zone, figures=Figures(**told), since=TODAY)
        assert proposal(places.west, land).figures.max_floors == 5
        assert proposal(places.west, land, on=TODAY - timedelta(days=1)).figures.max_floors == 3


def test_a_zone_that_only_borders_on_the_plot_does_not_count(places, land):
    lay_zone(places.west, shapely.box(40, 0, 90, 90), code="101/C", use="commercial")
    with territory([places.west.body.pk]):
        assert proposal(places.west, land).figures.zone == "101/R"


def test_a_legal_villa_meets_every_rule_of_place(places, land):
    with territory([places.west.body.pk]):
        verdict = judge_all(RULES, proposal(places.west, land))
    assert {item.rule.code: item.finding.answer.value for item in verdict.judged} == {
        **{rule.code: "yes" for rule in RULES},
        "survey_valid": "no",
    }


def test_all_rules_together_ask_few_questions(places, land):
    with territory([places.west.body.pk]):
        subject = proposal(places.west, land)
        with CaptureQueriesContext(connection) as asked:
            judge_all(RULES, subject)
    questions = [query["sql"] for query in asked.captured_queries if query["sql"].startswith("SELECT")]
    assert len(questions) <= 8


def test_no_rule_is_known_by_the_code_of_another():
    assert len({rule.code for rule in RULES}) == len(RULES)
