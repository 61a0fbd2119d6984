"""A zone with a street, a plot on it, and a building five metres from every side."""

from dataclasses import dataclass

import pytest
import shapely

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.municipalities.scope import territory
from parcels.plans.models import BuildingRule
from parcels.register.models import PublishedParcel
from permits.what_if.models import Change, Draft
from permits.what_if.services import judge_draft
from tests.factories.cases import build, enter_drawn, on_ground
from tests.factories.digs import lay_street
from tests.factories.places import Office, Places, member
from tests.factories.zones import drafted, hold_zone_values, zone_with_rule


@dataclass(frozen=True)
class Zoned:
    """An office with a rule, its planner, and the plots by their letters."""

    office: Office
    rule: BuildingRule
    planner: User
    plots: dict[str, PublishedParcel]

    def judged(self, **figures: object) -> tuple[Draft, list[Change]]:
        """Draft the rule with other figures, judge it, and return it with what would be otherwise."""
        draft = drafted(self.office, self.rule, by=self.planner, **figures)
        judge_draft(draft_id=draft.pk, office=self.office.body.pk, person=self.planner.pk)
        with territory([self.office.body.pk]):
            draft.refresh_from_db()
            return draft, list(draft.changes.all())


def make_zoned(ground: Places, *, street: bool = True, without: str = "") -> Zoned:
    """Lay a street of 20 m along the south of plots A and B, 20 m each; A is built on. A value may be left out."""
    office = ground.west
    hold_zone_values(without=without)
    plots = enter_drawn(office, "AB", cell_m=20)
    if street:
        lay_street(office, [(-50, -10), (150, -10)])
    build(office, on_ground(shapely.box(5, 5, 15, 15), office))
    return Zoned(office, zone_with_rule(office), member(Role.PLANNER, office.body), plots)


@pytest.fixture
def zoned(ground: Places) -> Zoned:
    """A street, two plots, a building on the first."""
    return make_zoned(ground)
