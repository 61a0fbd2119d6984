"""A zone with its building rule, and drafts of that rule."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import shapely
from django.db.backends.postgresql.psycopg_any import DateRange

from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from geo.spatial_rules.models import ReferenceValue
from parcels.plans.models import BuildingRule, Zone
from permits.what_if.judging import figures_of, kept_figures
from permits.what_if.models import Draft
from tests.factories.cases import on_ground, surface_of
from tests.factories.places import Office

#: Figures of the rule: shares, floors, metres.
HELD = {
    "max_coverage": Decimal("0.6"), "max_floors": Decimal(2), "setback_front_m": Decimal(3),
    "setback_side_m": Decimal(2), "setback_rear_m": Decimal(2),
}  # fmt: skip

#: What measuring asks of data/reference: code, value, unit.
VALUES = {
    "frontage_gap": ("1", "m"), "street_end_extension": ("2", "m"), "corner_cut_longest": ("10", "m"),
    "setback_slack": ("0.02", "m"), "setback_street_share": ("0.2", "share"), "setback_street_most": ("6", "m"),
}  # fmt: skip


def hold_zone_values(*, without: str = "") -> None:
    """Write what measuring against sides asks of data/reference, all but what is left out."""
    for code, (value, unit) in VALUES.items():
        if code != without:
            ReferenceValue.objects.create(
                code=code, value=Decimal(value), unit=unit, valid_from=date(2020, 1, 1), cites="test", status="test"
            )


def zone_with_rule(office: Office, **figures: Any) -> BuildingRule:
    """Lay a zone over an office's first hundred metres, with its rule."""
    with territory([office.body.pk]):
        zone = Zone.objects.create(
            municipality=office.body, code="R1", name="سكن",
            geom=surface_of(on_ground(shapely.box(0, 0, 100, 100), office)),
        )  # fmt: skip
        return BuildingRule.objects.create(
            municipality=office.body, zone=zone, valid=DateRange(date(2020, 1, 1), None), use="residential", cites="t",
            **{**HELD, **figures},
        )  # fmt: skip


def drafted(office: Office, rule: BuildingRule, *, by: User, **figures: Any) -> Draft:
    """Write a draft of a rule that is not judged yet."""
    with territory([office.body.pk]):
        act_as(by.pk)
        return Draft.objects.create(
            municipality=office.body, zone=rule.zone, asked_by=by, held=kept_figures(figures_of(rule)),
            figures=kept_figures(replace(figures_of(rule), **figures)),
        )  # fmt: skip
