"""Land for checks: parcels in force drawn in blocks of the tests' offices, and defects planted past the rules."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import numpy as np
import psycopg
import shapely
from django.utils import timezone
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from geo.municipalities.models import Municipality
from geo.municipalities.scope import everywhere, territory
from geo.spatial.clock import transaction_time
from geo.spatial.shapes import to_surface
from geo.spatial_rules.models import ReferenceValue
from parcels.quality.selectors import Instant
from parcels.quality.services import Checked, check_bodies, record_check
from parcels.quality.tolerances import tolerances_on
from parcels.quality.workers import workers
from parcels.register.services import NewParcel, allot_numbers, enter_parcels
from tests.factories.places import ORIGIN, Office, Places
from tests.sql.connections import connect

VALUES = {
    "sliver_width": "0.30",
    "parcel_sliver_width": "0.50",
    "parcel_sliver_compactness": "0.02",
    "frame_excess": "0.05",
}


def hold_values(*, without: Sequence[str] = ()) -> None:
    """Write the tolerances of a check, all but those left out."""
    for code, value in VALUES.items():
        if code not in without:
            ReferenceValue.objects.create(
                code=code, value=Decimal(value), unit="m", valid_from=date(2020, 1, 1), cites="test", status="test"
            )


def ground(shape: BaseGeometry) -> BaseGeometry:
    """Move a shape drawn from (0, 0) onto the tests' ground: the west's block is there from 0 to 500 m."""
    return affinity.translate(shape, *ORIGIN)


def enter(office: Office, shapes: Mapping[str, BaseGeometry]) -> dict[str, UUID]:
    """Enter parcels of an office, drawn from ORIGIN, and number them; return their ids by name."""
    with territory([office.body.pk]):
        new = [NewParcel(geom=to_surface(ground(shape)), several_parts=True) for shape in shapes.values()]
        entered = enter_parcels(plan=office.plan, parcels=new, source="test")
        ids = [parcel.pk for parcel in entered]
        allot_numbers(block=office.block, parcel_ids=ids, request_id=uuid4())
    return dict(zip(shapes, ids, strict=True))


@contextmanager
def past_the_rules() -> Iterator[psycopg.Connection]:
    """Open the database as its administrator with triggers off: what no service lets in. The test must commit."""
    with connect("admin") as admin:
        admin.execute("SET session_replication_role = replica")
        yield admin


def redraw(parcel: UUID, shape: BaseGeometry, *, snapped: bool = True) -> None:
    """Give the held version of a parcel another outline, drawn from ORIGIN, past every rule."""
    outline = ground(shape)
    if snapped:
        outline = shapely.transform(outline, lambda corners: np.rint(corners / 0.001) * 0.001)
    with past_the_rules() as admin:
        drawn = "UPDATE register_boundaryversion SET geom = ST_Multi(ST_GeomFromWKB(%s, ST_SRID(geom)))"
        assert admin.execute(f"{drawn} WHERE parcel_id = %s", [shapely.to_wkb(outline), parcel]).rowcount == 1


def look(*bodies: Municipality, jobs: int = 1, part_most: int = 8000) -> dict[str, Checked]:
    """Check bodies today and write nothing; return the checks by the code of the body."""
    with everywhere():
        when = Instant(transaction_time(), past=False)
    tolerances = tolerances_on(timezone.localdate())
    with workers(jobs) as pool:
        checks = check_bodies(bodies=bodies, when=when, tolerances=tolerances, workers=pool, part_most=part_most)
        return {checked.body.code: checked for checked in checks}


def look_and_record(places: Places) -> dict[str, Checked]:
    """Check both offices today and write it down."""
    found = look(places.west.body, places.east.body)
    for checked in found.values():
        record_check(checked=checked, as_of=timezone.localdate())
    return found


def seen(checked: Checked) -> list[tuple[str, frozenset[UUID]]]:
    """Return what a check found: kind and parcels, in order of kinds."""
    return sorted(((found.kind, frozenset(found.parcels)) for found in checked.findings), key=lambda one: one[0])
