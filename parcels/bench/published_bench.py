"""Published tiles: from the disk through nginx and through the embedded server, what an edit costs, and the archive."""

import io
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from psycopg import sql

from geo.layers.registry import layers
from parcels.bench.asking import Answered, Http, Source, ask
from parcels.bench.plain_tiles import drawn_together, our_paths
from parcels.bench.register_bench import Bench
from parcels.bench.servers import SITE, environment, example, free_port, nginx, ours, process, without_tls
from parcels.bench.session import Tile, tile_at
from parcels.bench.tiles_bench import DRAWN
from parcels.bench.tiles_ground import session_of, tree_of
from parcels.bench.timing import Metric, at_least_times, at_most, at_most_times
from parcels.register.models import PublishedParcel

_NGINX_TIMES, _EMBEDDED_TIMES = 0.9, 0.15
_DROPPED_P95_MS = 50
_MORE = 100
#: What "the same cost" leaves to chance.
_SAME_TIMES = 1.5
_ARCHIVE_TIMES = 1.2
_DEEPEST_FILE = 16
_PORTION = 50
_PATIENCE_S = 240
_MANAGE = [sys.executable, str(Path(settings.ROOT) / "manage.py")]
#: A server of nothing but the same files, as short as nginx lets one be.
_STATIC = """
server {{
    listen 127.0.0.1:{port};
    location / {{ root {tree}; default_type application/vnd.mapbox-vector-tile; types {{ }} }}
}}
"""


def measure_published(bench: Bench) -> Iterator[Metric]:
    """Publish the session's tiles of zoom 14 to 16; take them from nginx as documented, plain, and from our server."""
    tiles = [tile for tile in session_of(bench) if tile[0] <= _DEEPEST_FILE]
    asked = our_paths(drawn_together([layers[name] for name in DRAWN], tiles))
    with TemporaryDirectory(dir=settings.VAR) as name:
        folder = Path(name)
        folder.chmod(0o755)
        told = {"TILES_FOLDER": str(folder), "TILES_PUBLISHED": "true"}
        with process([*_MANAGE, "keep_tiles"], environment(bench, **told)), ours(bench, **told) as port:
            _await((folder / "heartbeat").exists, "the keeper does not begin")
            paths = _published(port, asked, tree_of(folder))
            bench.say(f"{len(paths)} tiles are published")
            yield from _from_disk(bench, folder, port, paths)


def _published(port: int, asked: tuple[str, ...], tree: Path) -> tuple[str, ...]:
    """Ask until tiles lie on the disk; return a whole number of portions of addresses whose files are there."""
    there: list[str] = []

    def come() -> bool:
        ask(Http(port, asked))
        there[:] = [path for path in asked if (tree / path.removeprefix("/tiles/")).exists()]
        return len(there) >= len(asked) // 4  # most of the others are empty, and empty tiles are never files

    _await(come, "the tiles of the session are not published")
    return tuple((there * _PORTION)[: max(len(there) // _PORTION, 1) * _PORTION])


def _from_disk(bench: Bench, folder: Path, our_port: int, paths: tuple[str, ...]) -> Iterator[Metric]:
    """Ask nginx by questions sent ahead, so that it and not our reading is measured; then all as browsers ask."""
    port, plain_port, items = free_port(), free_port(), 500 if bench.small else 4_000
    replacements = {
        "/srv/mukhattat/var/tiles": str(folder), "127.0.0.1:8000": f"127.0.0.1:{our_port}",
        "/var/cache/nginx/mukhattat": str(folder / "cache"), "/srv/mukhattat/var/static": str(settings.STATIC_ROOT),
    }  # fmt: skip
    site = without_tls(example(SITE, replacements), port) + _STATIC.format(port=plain_port, tree=tree_of(folder))
    plain = tuple(path.removeprefix("/tiles") for path in paths)
    with nginx(folder / "nginx", site, port, user=_user()):
        ahead = _rounds({"nginx": Http(port, paths), "static": Http(plain_port, plain)}, 8 * items, portion=_PORTION)
        asked = _rounds({"nginx": Http(port, paths), "ours": Http(our_port, paths)}, items, portion=1)
    bench.say(f"asking costs {_own(ahead['nginx'])} us a tile sent ahead, {_own(asked['nginx'])} us asked one by one")
    yield _against("published_nginx_against_static", ahead["nginx"], ahead["static"], _NGINX_TIMES)
    yield _against("published_embedded_against_nginx", asked["ours"], asked["nginx"], _EMBEDDED_TIMES)


def _user() -> str:
    """Return the line that lets nginx's workers read what root wrote; an ordinary user's run as himself."""
    return "user root;" if Path("/proc/self").stat().st_uid == 0 else ""


def _rounds(sources: dict[str, Source], items: int, *, portion: int) -> dict[str, list[Answered]]:
    found: dict[str, list[Answered]] = {name: [] for name in sources}
    for turn in range(4):
        for name in list(sources)[:: 1 if turn % 2 else -1]:
            taken = ask(sources[name], portion=portion, times=max(items // len(sources[name]), 1))
            if turn:
                found[name].append(taken)
    return found


def _own(rounds: Sequence[Answered]) -> str:
    return f"{median(one.own_us for one in rounds):.0f} of {1e6 / median(one.rate for one in rounds):.0f}"


def _against(metric: str, mine: Sequence[Answered], theirs: Sequence[Answered], times: float) -> Metric:
    ratio = median(one.rate / other.rate for one, other in zip(mine, theirs, strict=True))
    rates = [median(one.rate for one in taken) for taken in (mine, theirs)]
    return at_least_times(metric, rates[0], "tiles/s", rates[1], times, ratio=ratio)


# --- one edit -------------------------------------------------------------------------------------------------


def measure_dropped(bench: Bench) -> Iterator[Metric]:
    """Edit parcels one by one beside a keeper at work: with some tiles published, and with many more."""
    edits, few = (20, 200) if bench.small else (100, 1_000)
    with TemporaryDirectory(dir=settings.VAR) as name, (Path(name) / "said").open("wb") as said:
        folder = Path(name)
        told = environment(bench, TILES_FOLDER=str(folder), TILES_PUBLISHED="true", LOG_LEVEL="INFO")
        with process([*_MANAGE, "keep_tiles"], told, said):
            _await((folder / "heartbeat").exists, "the keeper does not begin")
            some = _dropped(bench, folder, few, edits)
            many = _dropped(bench, folder, few * _MORE, edits)
    yield at_most("dropped_after_an_edit_p95", _p95(some), "ms", _DROPPED_P95_MS)
    yield at_most(f"dropped_among_{_MORE}_times_as_many_p95", _p95(many), "ms", _DROPPED_P95_MS)
    yield at_most_times("dropped_among_many_against_few", median(many), "ms", median(some), _SAME_TIMES)


def _p95(taken: Sequence[float]) -> float:
    return sorted(taken)[len(taken) * 95 // 100]


def _await(come: Callable[[], bool], else_said: str) -> None:
    until = time.monotonic() + _PATIENCE_S
    while not come():
        if time.monotonic() > until:
            raise AssertionError(else_said)
        time.sleep(0.005)


def _dropped(bench: Bench, folder: Path, published: int, edits: int) -> list[float]:
    """Publish so many tiles of anywhere; return the keeper's own milliseconds for each edit, one tile of which was
    published before and is gone after it."""
    _fill(tree_of(folder), published)
    table = sql.Identifier(PublishedParcel._meta.db_table)
    change = sql.SQL("UPDATE {} SET area_m2 = area_m2 + 0.01 WHERE code = %s").format(table)
    drawn = sql.SQL("SELECT code, ST_X(label_3857), ST_Y(label_3857) FROM {} ORDER BY md5(code) LIMIT %s").format(table)
    with bench.admin() as admin:
        for code, x, y in admin.execute(drawn, [edits]).fetchall():
            files = [_write(tree_of(folder), tile_at(zoom, (x, y))) for zoom in (14, 15, _DEEPEST_FILE)]
            admin.execute(change, [code])
            _await(lambda files=files: not any(file.exists() for file in files), f"{code}: its tiles stay")  # type: ignore[misc]
            time.sleep(0.02)  # the keeper says what it did when it is done
    said = (folder / "said").read_text(encoding="utf-8")
    taken = [float(found) for found in re.findall(r"[1-9]\d* published tiles dropped, ([\d.]+) ms", said)]
    if len(taken) < edits:
        raise AssertionError(f"the keeper told of {len(taken)} of {edits} edits")
    return taken[-edits:]


def _fill(tree: Path, published: int) -> None:
    """Write so many tiles of the deepest zoom, beside the territory where no edit comes, row by row."""
    side = 256
    for place in islice(count(), published):
        _write(tree, (_DEEPEST_FILE, 1_000 + place // side, 1_000 + place % side))


def _write(tree: Path, tile: Tile) -> Path:
    path = tree / "parcels" / str(tile[0]) / str(tile[1]) / f"{tile[2]}.mvt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"published before")
    return path


# --- the archive ----------------------------------------------------------------------------------------------


def measure_archive(bench: Bench) -> Iterator[Metric]:
    """Publish parcels and permits to PMTiles; let the engine alone cut the ready files, in the same zooms and in all.

    The platform draws parcels from zoom 14 and plans below. `in_all_zooms`: the engine has no such order to follow, and
    cuts the ready files for zooms 0 to 16.
    """
    with TemporaryDirectory(dir=settings.VAR) as name:
        folder = Path(name)
        inputs, drawn = folder / "inputs", ",".join(DRAWN)
        whole = _seconds("--layers", drawn, "--out", folder / "whole.pmtiles", "--keep-inputs", inputs, "--json")
        alone = _seconds("--engine-alone", inputs, "--out", folder / "alone.pmtiles")
        deep = _seconds("--engine-alone", inputs, "--all-zooms", "--out", folder / "deep.pmtiles")
        bench.say(f"an archive of {(folder / 'whole.pmtiles').stat().st_size / 1e6:.0f} MB")
    yield at_most_times("archive_against_engine_in_all_zooms", whole, "s", deep, _ARCHIVE_TIMES)
    yield at_most_times("archive_against_engine_in_the_same_zooms", whole, "s", alone, _ARCHIVE_TIMES)


def _seconds(*told: str | Path) -> float:
    said = io.StringIO()
    call_command("publish_tiles", *map(str, told), stdout=said)
    return float(json.loads(said.getvalue().splitlines()[-1])["seconds"])
