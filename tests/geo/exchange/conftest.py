"""A few rows of land to export, and the way to read a file back."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command

from geo.municipalities.scope import everywhere
from parcels.register.enums import ParcelState
from parcels.register.services import NewParcel, allot_numbers, change_state, enter_parcels
from tests.factories.places import Office, Places, square


def number_land(office: Office, west: float, count: int) -> None:
    """Enter and number squares of 20 m in the office's block, the first of them active."""
    with everywhere():
        new = [NewParcel(geom=square(west + i * 20, 0, 20)) for i in range(count)]
        entered = enter_parcels(plan=office.plan, parcels=new, source="survey")
        keys = [parcel.pk for parcel in entered]
        allot_numbers(block=office.block, parcel_ids=keys, request_id=uuid4())
        change_state(parcel_ids=keys[:1], to=ParcelState.ACTIVE, by=office.engineer, reason="survey accepted")


@pytest.fixture
def land(places: Places) -> Places:
    """Three numbered pieces of land in the west, two in the east."""
    number_land(places.west, 0, 3)
    number_land(places.east, 1000, 2)
    return places


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Run the command; return the file that it wrote."""

    def run(layer: str = "parcels", **options: object) -> Path:
        out = tmp_path / f"{layer}.gpkg"
        call_command("export_layer", layer, out=out, verbosity=0, **options)
        return out

    return run
