"""Filters of places under /api/."""

from typing import Any

import django_filters
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from geo.api.errors import BadParameter
from geo.api.filters import KeyFilter, ListFilter, TextFilter
from geo.api.schema import parameter
from geo.municipalities.enums import MunicipalityKind
from geo.municipalities.models import Municipality
from geo.municipalities.selectors import branch_ids
from parcels.plans.enums import PUBLIC_PLANS, DistrictKind
from parcels.plans.selectors import PlaceUnknown

MUNICIPALITY = parameter("municipality", _("Code of a municipal body; those below it are included."), "501")


def branch_of(code: str) -> tuple[int, ...]:
    """Return the keys of the body of a code and of all below it. Errors: BadParameter."""
    body = Municipality.objects.filter(code=code).values_list("pk", flat=True).first()
    if body is None:
        raise BadParameter("municipality", PlaceUnknown.message)
    return branch_ids([body])


def within(rows: QuerySet[Any], box: GEOSGeometry | None, column: str = "geom") -> QuerySet[Any]:
    """Return the rows that a box touches; all of them without a box. Storage CRS."""
    return rows if box is None else rows.filter(**{f"{column}__bboverlaps": box, f"{column}__intersects": box})


class BodyFilter(ListFilter):
    """Filters of municipal bodies."""

    kind = django_filters.ChoiceFilter(choices=MunicipalityKind.choices)
    belongs_to = TextFilter(field_name="parent__code")


class InMunicipality(ListFilter):
    """Filters of what lies in a municipality; each row knows the code of its body as `municipality`."""

    municipality = TextFilter(method="under")

    def under(self, rows: QuerySet[Any], _name: str, code: str) -> QuerySet[Any]:
        """Keep what the body or one below it answers for."""
        return rows.filter(municipality_id__in=branch_of(code))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows that are asked for, with the code of their body."""
        body = Municipality.objects.filter(pk=OuterRef("municipality_id")).values("code")
        found: QuerySet[Any] = super().filter_queryset(queryset).annotate(municipality=Subquery(body))
        return found


class DistrictFilter(InMunicipality):
    """Filters of districts."""

    code = TextFilter()
    kind = django_filters.ChoiceFilter(choices=DistrictKind.choices)


class PlanFilter(InMunicipality):
    """Filters of plans."""

    district = KeyFilter(field_name="district_id")
    number = TextFilter()
    status = django_filters.ChoiceFilter(choices=[(status.value, status.label) for status in PUBLIC_PLANS])


class BlockFilter(InMunicipality):
    """Filters of blocks."""

    district = KeyFilter(field_name="district_id")
    plan = KeyFilter(field_name="plan_id")
    code = TextFilter()
    label = TextFilter()
