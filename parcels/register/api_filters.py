"""Filters of parcels under /api/: those of today by the database, those of past days by what was told of them."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from geo.api.filters import ListFilter, TextFilter
from geo.api.schema import parameter
from geo.search.folding import fold
from parcels.plans.api_filters import MUNICIPALITY, branch_of
from parcels.register.enums import PUBLIC_STATES
from parcels.register.history import ParcelAt
from parcels.register.selectors import in_places, of_block

PARAMETERS = [
    MUNICIPALITY,
    parameter("district", _("Three digits of the district, as in the code of its land."), "001"),
    parameter("plan", _("Number of the plan, in either digits."), "713/3"),
    parameter("block", _("Name of the block, as the plan writes it."), "5"),
    parameter("number", _("Number of the parcel in its block, in either digits."), "12", "١٢"),
    parameter("state", _("State of the parcel."), "active", "frozen"),
    parameter("q", _("Words of the names of plan, district and municipality; each must be found."), "القديح"),
]
NAMES = frozenset(each.name for each in PARAMETERS)
#: Where the three digits of the district stand in the code of land.
DISTRICT_IN_CODE = slice(3, 6)


class ParcelFilter(ListFilter):
    """Filters of parcels of today."""

    municipality = TextFilter(method="under")
    district = TextFilter(field_name="district_code")
    plan = TextFilter(field_name="plan_number")
    block = TextFilter(method="of_block")
    number = TextFilter()
    state = django_filters.ChoiceFilter(choices=[(state.value, state.label) for state in PUBLIC_STATES])
    q = TextFilter(method="named")

    def under(self, rows: QuerySet[Any], _name: str, code: str) -> QuerySet[Any]:
        """Keep what the body or one below it answers for."""
        return rows.filter(municipality_id__in=branch_of(code))

    def of_block(self, rows: QuerySet[Any], _name: str, label: str) -> QuerySet[Any]:
        """Keep the parcels of blocks of this name, in any spelling."""
        return of_block(rows, fold(label))

    def named(self, rows: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        """Keep what bears all the words."""
        return in_places(rows, fold(words).split())

    def of_past(self, rows: Iterable[ParcelAt]) -> list[ParcelAt]:
        """Return those of past rows that are asked for, by what they were called then."""
        wanted: dict[str, str] = {name: value for name, value in self.form.cleaned_data.items() if value}
        bodies = branch_of(wanted["municipality"]) if "municipality" in wanted else ()
        return [row for row in rows if _fits(row, wanted) and (not bodies or row.municipality_id in bodies)]


def _fits(row: ParcelAt, wanted: dict[str, str]) -> bool:
    told = {
        "district": row.code[DISTRICT_IN_CODE],
        "plan": row.plan_number,
        "block": fold(row.block_label),
        "number": row.number,
        "state": row.state,
    }
    asked = wanted | ({"block": fold(wanted["block"])} if "block" in wanted else {})
    names = fold(f"{row.plan_number} {row.district_name} {row.district_name_en}")
    return all(told[name] == value for name, value in asked.items() if name in told) and all(
        word in names for word in fold(wanted.get("q", "")).split()
    )
