"""Reads of the municipal tree."""

from collections.abc import Iterable

from django.db import connection

from geo.municipalities.enums import MunicipalityKind
from geo.municipalities.models import Municipality

_BRANCH = """
WITH RECURSIVE branch AS (
  SELECT id FROM municipalities_municipality WHERE id = ANY(%s)
  UNION
  SELECT child.id FROM municipalities_municipality child JOIN branch ON child.parent_id = branch.id
) SELECT id FROM branch ORDER BY id
"""


def branch_ids(roots: Iterable[int]) -> tuple[int, ...]:
    """Return the ids of the given bodies and of all below them, sorted."""
    with connection.cursor() as cursor:
        cursor.execute(_BRANCH, [list(roots)])
        return tuple(row[0] for row in cursor.fetchall())


def all_ids() -> tuple[int, ...]:
    """Return the ids of all bodies, sorted."""
    return tuple(Municipality.objects.order_by("id").values_list("id", flat=True))


def numbering_authority(body: Municipality) -> Municipality:
    """Return the municipality (بلدية) whose three digits open the code of the land under a body."""
    at: Municipality | None = body
    while at is not None and at.kind != MunicipalityKind.MUNICIPALITY:
        at = at.parent
    return at or body
