"""The catalogue of violations: what each is; fines, correction periods and shares are dated rows of data/reference.

A fine is the tariff "fine_" + code, by the category of the municipality. Source: DOMAIN 1.8.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from geo.calendars.terms import Calendar, Term, Unit
from geo.registry import Registry
from geo.spatial_rules.selectors import value_on
from permits.cases.flow import Text
from permits.violations.enums import Group
from permits.violations.errors import TermMissing


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A violation of the catalogue.

    One that is not `serious` is warned of first and has a correction period: the term `correction`. `by_site`: the fine
    is counted for each site. `scaled`: an establishment pays the share of its size.
    """

    code: str
    title: Text
    group: Group
    serious: bool = True
    correction: str = ""
    by_site: bool = False
    scaled: bool = True

    @property
    def tariff(self) -> str:
        """The code of its fine among the tariffs."""
        return f"fine_{self.code}"


#: Ninety days for buildings and roads.
BUILDINGS_AND_ROADS = "violation_correction"

items: Registry[Item] = Registry("violation")
for _item in (
    Item(code="build_unlicensed", title=_("Building without a permit"), group=Group.BUILDING),
    Item(
        code="works_unlicensed", title=_("Demolishing or restoring without a permit"), group=Group.BUILDING,
        serious=False, correction=BUILDINGS_AND_ROADS,
    ),
    Item(
        code="no_name_board", title=_("No name board at the site"), group=Group.BUILDING, serious=False,
        correction=BUILDINGS_AND_ROADS, scaled=False,
    ),
    Item(code="dig_no_consultant", title=_("Digging without an approved consultant"), group=Group.EXCAVATION),
    Item(
        code="street_blocked", title=_("Blocking a street without a permit"), group=Group.EXCAVATION, by_site=True
    ),
    Item(
        code="misuse_of_emergency_dig", title=_("Misuse of an emergency excavation"), group=Group.EXCAVATION,
        scaled=False,
    ),
    Item(code="no_backfill", title=_("Trench left without backfill"), group=Group.EXCAVATION, scaled=False),
):  # fmt: skip
    items.register(_item.code, _item)


def term_on(code: str, day: date) -> Term:
    """Return a term of data/reference as it holds on a day. Errors: TermMissing."""
    value = value_on(code, day)
    if value is None:
        raise TermMissing(term=code)
    calendar, unit = value.unit.split()
    return Term(Calendar(calendar), int(value.value), Unit(unit))
