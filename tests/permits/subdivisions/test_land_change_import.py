"""Imported rows that cover standing parcels become requests; what does not add up blocks them."""

import json
from datetime import date
from uuid import uuid4

import pytest
import shapely

from geo.errors import NotAllowed
from geo.municipalities.scope import act_as
from geo.spatial.crs import storage_srid
from geo.spatial_rules.models import ReferenceValue
from geo.staging.errors import RowsFaulty
from geo.staging.models import StagedFinding
from geo.staging.registry import Acceptance
from geo.staging.services import Answers, accept, check, receive
from parcels.register.enums import LineageKind
from permits.subdivisions.enums import RequestState
from permits.subdivisions.models import LandChangeRequest, Proposal
from tests.permits.subdivisions.test_procedure import Ground, numbers, point

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ground(places):
    for code, value in (("corner_snap", "0.05"), ("sliver_width", "0.3"), ("deed_area_relative", "0.02")):
        ReferenceValue.objects.create(code=code, value=value, unit="m", valid_from=date(2020, 1, 1), cites="test")
    return Ground(places.west, "AAABBBCCC\nAAABBBCCC\nAAABBBCCC")


def box(west, south, east, north):
    return shapely.box(*point(west, south), *point(east, north))


def taken(ground, *shapes):
    rows = [
        {"type": "Feature", "properties": {"no": str(at)}, "geometry": shapely.geometry.mapping(shape)}
        for at, shape in enumerate(shapes, start=1)
    ]
    content = json.dumps({"type": "FeatureCollection", "features": rows}).encode()
    with ground.scope():
        act_as(ground.office.surveyor.pk)
        layer = receive(
            content=content, name="rows.geojson", kind="land_change", office=ground.office.body,
            by=ground.office.surveyor, request_id=uuid4(), answers=Answers(epsg=storage_srid()),
        )  # fmt: skip
        return check(layer=layer)


def found(ground):
    with ground.scope():
        return {(each.row.number, each.code, each.blocks) for each in StagedFinding.objects.select_related("row")}


def accepted(ground, layer, by=None):
    with ground.scope():
        person = by or ground.office.surveyor
        act_as(person.pk)
        return accept(layer=layer, acceptance=Acceptance(by=person, reason="رفع", answers={"source": "قرار ٥٠١١"}))


def kinds(ground):
    with ground.scope():
        return sorted(Proposal.objects.values_list("kind", flat=True))


def test_rows_become_a_split_a_merger_and_an_exchange(ground):
    layer = taken(ground, box(0, 0, 15, 30), box(15, 0, 30, 30), box(30, 0, 90, 30))
    assert found(ground) == set()
    result = accepted(ground, layer).result
    assert kinds(ground) == [LineageKind.MERGE, LineageKind.SPLIT]
    with ground.scope():
        requests = list(LandChangeRequest.objects.select_related("case").order_by("case__reference"))
        assert result == f"case:{requests[0].pk}"
        assert {proposal.source for proposal in Proposal.objects.all()} == {"قرار ٥٠١١"}
    for request in requests:
        assert ground.through(request.case).state == RequestState.APPROVED
    assert numbers() == {"1/1", "1/2", "2/1"}


def test_boundaries_that_move_between_rows_are_an_exchange_and_a_row_like_the_register_is_told(ground):
    layer = taken(ground, box(0, 0, 33, 30), box(33, 0, 60, 30), box(60, 0, 90, 30))
    assert found(ground) == {(3, "stands_already", False)}
    accepted(ground, layer)
    assert kinds(ground) == [LineageKind.EXCHANGE]


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        ([(0, 0, 15, 30)], {(1, "land_left_over", True)}),
        ([(0, 0, 15, 30), (15.5, 0, 30, 30)], {(1, "land_left_over", True), (2, "land_left_over", True)}),
        ([(0, 0, 33, 30)], {(1, "overlaps_register", True)}),
        ([(200, 0, 220, 30)], {(1, "lies_on_nothing", True)}),
    ],
)
def test_what_does_not_add_up_blocks_and_nothing_is_opened(ground, shapes, said):
    layer = taken(ground, *(box(*shape) for shape in shapes))
    assert found(ground) >= said
    with pytest.raises(RowsFaulty):
        accepted(ground, layer)
    assert kinds(ground) == []


def test_only_who_may_ask_for_a_change_accepts_it(ground, places):
    layer = taken(ground, box(0, 0, 15, 30), box(15, 0, 30, 30))
    with pytest.raises(NotAllowed):
        accepted(ground, layer, by=places.west.head)
    assert kinds(ground) == []
