"""Files taken in as the service does it, into the western territory of the tests."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from geo.municipalities.scope import everywhere, territory
from geo.staging.models import StagedLayer
from geo.staging.services import Answers, check, receive
from parcels.register.services import NewParcel, enter_parcels
from tests.factories.places import Places, square


@pytest.fixture
def take(places: Places) -> Callable[..., StagedLayer]:
    """Take a file in; return its reading, checked when it asks nothing."""

    def run(content: bytes, name: str, kind: str = "parcels", checked: bool = True, **answers: Any) -> StagedLayer:
        with territory([places.west.body.pk]):
            layer = receive(
                content=content, name=name, kind=kind, office=places.west.body, by=places.west.surveyor,
                request_id=uuid4(), answers=Answers(**answers),
            )  # fmt: skip
            return check(layer=layer) if checked and layer.state == "read" else layer

    return run


@pytest.fixture
def standing(places: Places) -> Places:
    """A row of squares of 20 m that the register holds: from 500 m east, 500 m north of the origin."""
    with everywhere():
        new = [NewParcel(geom=square(500 + 20 * i, 500 + 20 * j, 20)) for i in range(8) for j in range(8)]
        enter_parcels(plan=places.west.plan, parcels=new, source="survey")
    return places
