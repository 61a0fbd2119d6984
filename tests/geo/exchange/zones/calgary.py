"""Permits of Calgary with several places each, in a deployment that keeps EPSG:32611 (run by test_real_sets)."""

import pytest

from geo.errors import DomainError
from geo.municipalities.scope import everywhere, territory
from geo.staging.registry import Acceptance
from geo.staging.services import Answers, accept, answer, check
from geo.staging.standing import counts
from tests.geo.exchange.zones.conftest import found


def test_permits_come_with_all_their_places_and_are_compared_with_the_register(office_on):
    city = office_on(680_000, 5_630_000, 730_000, 5_680_000)
    asked = city.take("calgary_permits_a.zip", kind="places", profile="calgary_permits")
    assert (asked.questions, asked.proposals[0]["epsg"], asked.proposals[0]["swapped"]) == (["crs"], 4326, False)
    with territory([city.body.pk]):
        read = answer(pk=asked.upload_id, answers=Answers(epsg=4326, profile="calgary_permits"))
        layer = check(layer=read)
    with everywhere():
        told = counts(layer)
        places = {row.label: row.geom.num_geom for row in layer.rows.all() if row.geom.geom_type == "MultiPoint"}
    assert (told["read"], told["good"], told["faulty"]) == (2463, 2463, 0)
    several = [fact["places"] for fact in found(layer, "several_places")]
    assert (len(several), max(several), places["BP2024-19255"]) == (2186, 258, 2)
    assert len(found(layer, "lies_on_nothing")) == 2463
    with territory([city.body.pk]), pytest.raises(DomainError) as refused:
        accept(layer=layer, acceptance=Acceptance(by=city.head, reason="all of them"))
    assert refused.value.code == "import_only_shown"
