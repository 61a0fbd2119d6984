"""A municipal body on the ground of a real set, and taking that set in as a person does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

from geo.accounts.enums import Role
from geo.accounts.models import Membership, User
from geo.municipalities.enums import MunicipalityKind
from geo.municipalities.models import Municipality
from geo.municipalities.scope import everywhere, territory
from geo.spatial.crs import storage_srid
from geo.spatial_rules.models import ReferenceValue
from geo.staging.models import StagedFinding, StagedLayer
from geo.staging.services import Answers, check, receive
from parcels.plans.enums import DistrictKind
from parcels.plans.models import District

SETS = Path(__file__).parents[1] / "sets"


@dataclass(frozen=True)
class Office:
    """A body with one district on all its land, and the head who answers for it."""

    body: Municipality
    head: User

    def take(self, name: str, kind: str = "parcels", content: bytes | None = None, **answers: Any) -> StagedLayer:
        """Take in a file of the sets, or these bytes under a name; return its reading, checked when it asks nothing."""
        whole = content if content is not None else (SETS / name).read_bytes()
        with territory([self.body.pk]):
            layer = receive(
                content=whole, name=name, kind=kind, office=self.body, by=self.head, request_id=uuid4(),
                answers=Answers(**answers),
            )  # fmt: skip
            return check(layer=layer) if layer.state == "read" else layer


def found(layer: StagedLayer, code: str) -> list[dict[str, Any]]:
    """Return the facts of the findings of one code."""
    with everywhere():
        return list(
            StagedFinding.objects.filter(row__layer=layer, code=code).order_by("row__number", "pk").values_list(
                "facts", flat=True
            )
        )  # fmt: skip


@pytest.fixture
def office_on(db: None) -> Callable[..., Office]:
    """Return a function that makes an office on a box of the storage CRS; tolerances are those of the sample."""

    def make(west: float, south: float, east: float, north: float) -> Office:
        box = GEOSGeometry(shapely.to_wkt(shapely.box(west, south, east, north)), srid=storage_srid())
        land = MultiPolygon(box, srid=storage_srid())
        amana = Municipality.objects.create(kind=MunicipalityKind.AMANA, code="900", name="أمانة")
        town = Municipality.objects.create(kind=MunicipalityKind.MUNICIPALITY, code="901", name="بلدية", parent=amana)
        body = Municipality.objects.create(
            kind=MunicipalityKind.SUB_MUNICIPALITY, code="9011", name="بلدية فرعية", parent=town, territory=land
        )
        with territory([body.pk]):
            District.objects.create(
                municipality=body, authority=town, code="011", kind=DistrictKind.PLANNED, name="حي", geom=land
            )
        head = User.objects.create_user("head", password="secret-head")
        Membership.objects.create(user=head, role=Role.HEAD, municipality=body, starts_on=date(2020, 1, 1))
        for code, value, unit in (("sliver_width", "0.30", "m"), ("deed_area_relative", "0.05", "ratio")):
            ReferenceValue.objects.create(
                code=code, value=value, unit=unit, valid_from=date(2020, 1, 1), cites="test", status="proposal"
            )
        return Office(body, head)

    return make
