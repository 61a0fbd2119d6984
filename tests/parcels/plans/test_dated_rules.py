"""What holds on a day: building rules of zones, masks, streets; nothing that is dated is rewritten."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.gis.geos import LineString, Point
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from geo.municipalities.scope import everywhere, territory
from geo.series.errors import RecordedStays
from geo.spatial.crs import storage_srid
from geo.spatial.refusals import refusals_explained
from parcels.fabric.enums import StreetClass, WidthSource
from parcels.fabric.models import PublishedStreet, Street
from parcels.plans.enums import MaskKind
from parcels.plans.errors import RuleDates
from parcels.plans.models import BuildingRule, Mask, PublishedMask, PublishedZone, Zone
from parcels.plans.selectors import rule_at, rules_at, rules_in
from parcels.plans.services import Figures, set_building_rule
from tests.factories.places import ORIGIN, square

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2020, 1, 1), date(2024, 7, 1)


def figures(**changes):
    held = {
        "use": "residential", "max_coverage": Decimal("0.70"), "max_floors": Decimal(2), "setback_front_m": Decimal(3),
        "setback_side_m": Decimal(2), "setback_rear_m": Decimal(2), "cites": "دليل البناء ١٤٤١",
    }  # fmt: skip
    return Figures(**{**held, **changes})


def zone_of(office, *, x=0, name="س1"):
    return Zone.objects.create(municipality=office.body, code=name, name="سكني", geom=square(x, 0, 100))


def at(x, y):
    return Point(ORIGIN[0] + x, ORIGIN[1] + y, srid=storage_srid())


@pytest.fixture
def zone(places):
    with territory([places.west.body.pk]):
        held = zone_of(places.west)
        set_building_rule(zone=held, figures=figures(), since=FIRST)
        set_building_rule(zone=held, figures=figures(max_coverage=Decimal("0.75")), since=SECOND)
        yield held


@pytest.mark.parametrize(
    ("day", "coverage"),
    [
        (FIRST - timedelta(days=1), None),
        (FIRST, Decimal("0.700")),
        (SECOND - timedelta(days=1), Decimal("0.700")),
        (SECOND, Decimal("0.750")),
        (date(2099, 1, 1), Decimal("0.750")),
    ],
)
def test_the_rule_of_the_day_is_told(zone, day, coverage):
    found = rule_at(at(10, 10), day)
    assert (found and found.max_coverage) == coverage


def test_where_no_zone_lies_or_two_do_no_rule_is_told(places, zone):
    assert rule_at(at(500, 500)) is None
    beside = zone_of(places.west, x=100, name="س2")
    set_building_rule(zone=beside, figures=figures(), since=FIRST)
    crossing = square(90, 0, 20)
    assert rule_at(crossing) is None
    assert [rule.zone.code for rule in rules_at(crossing)] == ["س1", "س2"]


def test_former_rules_stay_to_be_read_latest_first(zone):
    assert [rule.valid.lower for rule in rules_in(square(0, 0, 10))] == [SECOND, FIRST]
    assert [(rule.holds_today, rule.last_day) for rule in rules_in(square(0, 0, 10))] == [
        (True, None),
        (False, SECOND - timedelta(days=1)),
    ]


def test_a_rule_begins_after_the_one_that_holds(zone):
    for day in (SECOND, FIRST, date(2010, 1, 1)):
        with pytest.raises(RuleDates):
            set_building_rule(zone=zone, figures=figures(), since=day)


def test_the_database_takes_one_rule_a_zone_and_day(places, zone):
    rule = BuildingRule.objects.filter(zone=zone).last()
    rule.pk, rule.valid = None, DateRange(date(2025, 1, 1), None)
    with pytest.raises(IntegrityError, match="building_rule_one_a_day"), transaction.atomic():
        rule.save(force_insert=True)


@pytest.mark.parametrize(
    "change",
    [
        {"max_coverage": Decimal("0.9")}, {"cites": "x"}, {"valid": DateRange(date(2019, 1, 1), None)},
        {"valid": DateRange(date(2021, 1, 1), SECOND)}, {"valid": DateRange(FIRST, date(2030, 1, 1))},
    ],
)  # fmt: skip
def test_a_rule_is_not_rewritten(zone, change):
    rule = BuildingRule.objects.get(zone=zone, valid__startswith=FIRST)
    with pytest.raises(RecordedStays), refusals_explained():
        BuildingRule.objects.filter(pk=rule.pk).update(**change)


def test_a_rule_belongs_to_the_office_of_its_zone(places, zone):
    with everywhere(), pytest.raises(IntegrityError, match="building_rule_in_municipality"), transaction.atomic():
        BuildingRule.objects.create(
            municipality=places.east.body, zone=zone, valid=DateRange(date(2000, 1, 1), date(2001, 1, 1)),
            **vars_of(figures()),
        )  # fmt: skip


def vars_of(held):
    return {name: getattr(held, name) for name in held.__slots__}


def test_the_map_shows_a_zone_by_the_rule_of_today(places, zone):
    shown = PublishedZone.objects.get(pk=zone.pk)
    assert (shown.use, shown.max_floors) == ("residential", Decimal(2))
    without = zone_of(places.west, x=200, name="س3")
    assert not PublishedZone.objects.filter(pk=without.pk).exists()
    set_building_rule(zone=without, figures=figures(), since=timezone.localdate() + timedelta(days=2))
    assert not PublishedZone.objects.filter(pk=without.pk).exists(), "it holds from the day after tomorrow"


def test_the_figures_of_another_territory_are_not_seen(places, zone):
    with territory([places.east.body.pk]):
        assert not BuildingRule.objects.exists()
        assert rule_at(at(10, 10)) is None


def days(first=None, last=None):
    today = timezone.localdate()
    bound = [None if shift is None else today + timedelta(days=shift) for shift in (first, last)]
    return DateRange(*bound, "[)" if bound[0] else "()")


@pytest.mark.parametrize(
    ("valid", "shown"), [(days(), True), (days(-9), True), (days(2), False), (days(-9, -1), False)]
)
def test_a_mask_and_a_street_are_on_the_map_on_their_days(places, valid, shown):
    line = LineString((ORIGIN[0], ORIGIN[1]), (ORIGIN[0] + 50, ORIGIN[1]), srid=storage_srid())
    with territory([places.west.body.pk]):
        mask = Mask.objects.create(
            municipality=places.west.body, kind=MaskKind.EXPROPRIATION, name="نزع", geom=square(0, 0, 9), valid=valid
        )
        street = Street.objects.create(
            municipality=places.west.body, district=places.west.district, name="شارع", width_m=12, geom=line,
            street_class=StreetClass.LOCAL, width_source=WidthSource.PLAN, valid=valid,
        )  # fmt: skip
    assert PublishedMask.objects.filter(pk=mask.pk).exists() == shown
    assert PublishedStreet.objects.filter(pk=street.pk).exists() == shown


def test_a_widened_street_is_a_new_row(places):
    line = LineString((ORIGIN[0], ORIGIN[1]), (ORIGIN[0] + 50, ORIGIN[1]), srid=storage_srid())
    with territory([places.west.body.pk]):
        street = Street.objects.create(
            municipality=places.west.body, district=places.west.district, name="شارع", width_m=12, geom=line,
            street_class=StreetClass.LOCAL,
        )  # fmt: skip
        with pytest.raises(RecordedStays), refusals_explained():
            Street.objects.filter(pk=street.pk).update(width_m=20)
        assert Street.objects.filter(pk=street.pk).update(name="شارع الأمير") == 1
        assert Street.objects.filter(pk=street.pk).update(valid=DateRange(None, SECOND, "()")) == 1
        with pytest.raises(RecordedStays), refusals_explained():
            Street.objects.filter(pk=street.pk).update(valid=DateRange(None, None, "()"))
