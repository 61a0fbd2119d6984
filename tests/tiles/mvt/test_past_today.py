"""The present asked for by its day: the tile of today, from the function of the past."""

import pytest
from django.test import Client
from django.utils import timezone

from geo.layers.layer import Layer
from geo.layers.registry import layers
from tests.tiles.mvt.conftest import CANARY
from tests.tiles.mvt.test_mvt_content import decoded, tiles_of

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
PAST = [layer for layer in layers if layer.past]


def features(path: str, layer: Layer) -> list[str]:
    """Return the features of a tile as text, in an order of their own."""
    answer = Client().get(path)
    assert answer.status_code == 200
    assert CANARY.encode() not in answer.content
    return sorted(str(feature) for feature in decoded(answer.content, layer.name))


@pytest.mark.parametrize("layer", PAST, ids=lambda layer: layer.name)
@pytest.mark.parametrize("deeper", [0, 2, 5, 8, 12, 18])
def test_a_tile_of_today_asked_for_by_its_day_is_the_current_one(quarter, layer, deeper):
    z, found = min(layer.min_zoom + deeper, layer.max_zoom), 0
    for x, y in tiles_of(layer, z):
        path = f"/tiles/{layer.name}/{z}/{x}/{y}.mvt"
        current = features(path, layer)
        assert features(f"{path}?as_of={timezone.localdate().isoformat()}", layer) == current
        assert features(f"{path}?known_at={timezone.localdate().isoformat()}", layer) == current
        found += len(current)
    assert found or z < 4


def test_before_anything_was_nothing_is_shown(quarter):
    for layer in PAST:
        z = min(max(layer.min_zoom, 14), layer.max_zoom)
        for x, y in tiles_of(layer, z):
            assert features(f"/tiles/{layer.name}/{z}/{x}/{y}.mvt?as_of=1890-01-01", layer) == []
