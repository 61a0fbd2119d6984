"""Tiles cut for every request: beside plain SQL and two peers in the same rounds, and those of low zooms."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import mapbox_vector_tile
import shapely
import shapely.geometry

from geo.layers.layer import Audience
from geo.layers.registry import layers
from parcels.bench.asking import Answered, Http, Source, ask, interleaved
from parcels.bench.plain_tiles import drawn_together, our_paths, plain_sql, tipg_paths, vectortiles_paths
from parcels.bench.register_bench import Bench
from parcels.bench.servers import django_vectortiles, ours, tipg
from parcels.bench.session import FIRST_ZOOM, LAST_ZOOM, Places, Tile, tile_at
from parcels.bench.tiles_ground import places_of, session_of
from parcels.bench.timing import Metric, at_least_times, at_most

DRAWN = ("parcels", "permits")
_SQL_TIMES, _TIPG_TIMES, _VECTORTILES_TIMES = 0.85, 1.8, 2.0
_LOW_ZOOM, _LOW_P95_MS = 13, 100
#: Of each layer and zoom.
_LOW_TILES = 8
_COMPARED = 40
#: Every tile is cut anew.
UNCACHED = {"TILES_PUBLISHED": "false"}
_TIPG = {"TIPG_TILE_BUFFER": "64", "TIPG_MAX_FEATURES_PER_TILE": "100000"}


def measure_uncached(bench: Bench) -> Iterator[Metric]:
    """Take the recorded session, parcels and permits of each tile, of all four in turn; compare round by round."""
    asked = drawn_together([layers[name] for name in DRAWN], session_of(bench))
    tables = [layers[name].model._meta.db_table for name in DRAWN]
    with (
        TemporaryDirectory() as folder,
        ours(bench, **UNCACHED) as our_port,
        tipg(bench, tables, 2, **_TIPG) as tipg_port,
        django_vectortiles(bench, Path(folder), [layers[name] for name in DRAWN], FIRST_ZOOM) as vectortiles_port,
    ):
        sources: dict[str, Source] = {
            "ours": Http(our_port, our_paths(asked)),
            "sql": plain_sql(bench, asked),
            "tipg": Http(tipg_port, tipg_paths(asked)),
            "vectortiles": Http(vectortiles_port, vectortiles_paths(asked)),
        }
        taken = interleaved(sources, 2 if bench.small else 5)
    bench.say(_costs(taken))
    for name, times in (("sql", _SQL_TIMES), ("tipg", _TIPG_TIMES), ("vectortiles", _VECTORTILES_TIMES)):
        yield _faster(f"uncached_against_{name}", taken["ours"], taken[name], times)


def _faster(metric: str, ours_taken: Sequence[Answered], theirs: Sequence[Answered], times: float) -> Metric:
    """Compare tiles a second of rounds that were run beside each other: the middle one of the rounds' ratios."""
    ratios = [one.rate / other.rate for one, other in zip(ours_taken, theirs, strict=True)]
    ours_rate, their_rate = (median(one.rate for one in taken) for taken in (ours_taken, theirs))
    return at_least_times(metric, ours_rate, "tiles/s", their_rate, times, ratio=median(ratios))


def _costs(taken: dict[str, list[Answered]]) -> str:
    """Say what the asking costs on this machine, in the same rounds: it is no part of any server."""
    said = (
        f"{name} {median(one.own_us for one in rounds):.0f} us of {1e6 / median(one.rate for one in rounds):.0f} us"
        for name, rounds in taken.items()
    )
    return f"asking itself costs, a tile: {', '.join(said)} (processor of the asker, wall clock of all)"


def measure_equal(bench: Bench) -> Iterator[Metric]:
    """Decode sampled tiles of ours and of tipg's: features in one only, and attributes that differ, are counted."""
    tiles = _spread(session_of(bench), _COMPARED)
    asked = drawn_together([layers[name] for name in DRAWN], tiles)
    tables = [layers[name].model._meta.db_table for name in DRAWN]
    with ours(bench, **UNCACHED) as our_port, tipg(bench, tables, 1, **_TIPG) as tipg_port:
        mine, theirs = Http(our_port, our_paths(asked), "identity"), Http(tipg_port, tipg_paths(asked), "identity")
        compared = [
            _differences(layer.key, one, other)
            for (layer, _tile), one, other in zip(asked, mine.bodies(), theirs.bodies(), strict=True)
        ]
    features, different = (sum(column) for column in zip(*compared, strict=True))
    if not features:
        raise AssertionError("nothing was compared")
    bench.say(f"{features} features of {len(asked)} tiles were compared")
    yield at_most("differences_from_tipg", different, "features", 0)


def _spread(tiles: Sequence[Tile], count: int) -> list[Tile]:
    """Return so many tiles from all zooms of a session alike."""
    zooms = range(FIRST_ZOOM, LAST_ZOOM + 1)
    return [tile for zoom in zooms for tile in [one for one in tiles if one[0] == zoom][: count // len(zooms)]]


def _differences(key: str, one: bytes, other: bytes) -> tuple[int, int]:
    """Return how many features either tile has, and how many are not the same in both."""
    mine, theirs = _features(key, one), _features(key, other)
    keys = mine.keys() | theirs.keys()
    return len(keys), sum(mine.get(name) != theirs.get(name) for name in keys)


def _features(key: str, tile: bytes) -> dict[str, dict[str, str]]:
    """Return the attributes, as text, of the features that reach into the tile itself, by their key.

    What lies around it only is left out: tipg chooses features by the tile, we by the tile and what is drawn around it.
    """
    found: dict[str, dict[str, str]] = {}
    for layer in mapbox_vector_tile.decode(tile).values() if tile else ():
        for feature in layer["features"]:
            if _inside(feature["geometry"], layer["extent"]):
                texts = {name: _text(value) for name, value in feature["properties"].items()}
                found[texts[key]] = texts
    return found


def _inside(geometry: dict[str, Any], extent: int) -> bool:
    tile = shapely.box(1, 1, extent - 1, extent - 1)  # on the edge itself, rounding decides
    return bool(shapely.geometry.shape(geometry).intersects(tile))


def _text(value: Any) -> str:
    """Return a value as text, a number without trailing zeros."""
    try:
        return f"{float(value):.6g}" if not str(value).isdigit() else str(value)
    except ValueError:
        return str(value)


def measure_low(bench: Bench) -> Iterator[Metric]:
    """Ask for tiles of zoom 0 to 13 of every public layer, for one reader and for eight at a time."""
    places = places_of(bench)
    asked = [
        (layer, tile)
        for layer in layers
        if layer.audience == Audience.PUBLIC
        for zoom in range(layer.min_zoom, min(layer.max_zoom, _LOW_ZOOM) + 1)
        for tile in _tiles_of_zoom(places, zoom)
    ]
    with ours(bench, **UNCACHED) as port:
        source = Http(port, our_paths(asked))
        ask(source)
        for readers in (1, 8):
            taken = ask(source, connections=readers)
            name = f"low_zooms_p95_of_{len(asked)}_tiles_{readers}_at_a_time"
            bench.say(f"slowest of {readers} at a time: {_slowest(asked, source, readers)}")
            yield at_most(name, taken.p95_ms, "ms", _LOW_P95_MS)


def _slowest(asked: Sequence[tuple[Any, Tile]], source: Http, readers: int) -> str:
    """Say which layer and zoom takes longest, asked one by one: where to look when the goal is missed."""
    if readers > 1:
        return "as for one"
    taken: dict[str, list[float]] = {}
    for (layer, tile), seconds in zip(asked, source.timed(), strict=True):
        taken.setdefault(f"{layer.name}/{tile[0]}", []).append(seconds)
    worst = sorted(taken, key=lambda name: -max(taken[name]))[:3]
    return ", ".join(f"{name} {1000 * max(taken[name]):.0f} ms" for name in worst)


def _tiles_of_zoom(places: Places, zoom: int) -> list[Tile]:
    """Return tiles in which something lies, at most so many, from all over the territory."""
    found = sorted({tile_at(zoom, (x, y)) for x, y in places.tolist()})
    return found[:: max(len(found) // _LOW_TILES, 1)][:_LOW_TILES]
