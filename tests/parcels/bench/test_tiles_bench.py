"""What tiles are measured with: a person from a seed, an asker that counts right, addresses of servers and peers."""

import os
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import mapbox_vector_tile
import numpy as np
import pytest
from django.conf import settings

from geo.instance.dburl import parse
from geo.layers.registry import layers
from parcels.bench import tiles_bench
from parcels.bench.asking import Http, Sql, ask, interleaved
from parcels.bench.ground import Ground
from parcels.bench.peer_project import write_project
from parcels.bench.plain_tiles import drawn_together, our_paths, plain_sql, tipg_paths, vectortiles_paths
from parcels.bench.register_bench import Bench
from parcels.bench.servers import SITE, example, without_tls
from parcels.bench.session import HALF_WORLD_M, recorded_session, side_m, tile_at, window
from parcels.bench.timing import at_least_times

#: A town of three kilometres by three, a place every hundred metres.
PLACES = np.array([(5_566_000.0 + 100 * x, 3_060_000.0 + 100 * y) for x in range(30) for y in range(30)])
DRAWN = [layers["parcels"], layers["permits"]]


def test_a_session_is_the_same_for_the_same_seed_and_another_for_another():
    one, again, other = (recorded_session(PLACES, 400, seed) for seed in (1, 1, 2))
    assert one == again != other
    assert len(one) == 400


def test_a_session_goes_through_all_zooms_and_asks_near_what_it_asked_before():
    tiles = recorded_session(PLACES, 400, 1)
    assert {tile[0] for tile in tiles} == {14, 15, 16, 17, 18}
    near = [abs(a[1] - b[1]) + abs(a[2] - b[2]) <= 8 for a, b in pairwise(tiles) if a[0] == b[0]]
    assert sum(near) > 0.9 * len(near)


def test_a_map_asks_for_its_middle_first_and_for_nothing_twice_while_it_holds_it():
    shown = window(16, tuple(PLACES[0]))
    assert shown[0] == tile_at(16, tuple(PLACES[0]))
    assert len(set(shown)) == len(shown) == 12
    tiles = recorded_session(PLACES[:1], 60, 1)
    assert len(set(tiles)) == len(tiles)


def test_a_tile_is_where_its_place_is():
    assert tile_at(0, (0.0, 0.0)) == (0, 0, 0)
    assert tile_at(1, (-1.0, 1.0)) == (1, 0, 0)
    assert tile_at(1, (1.0, -1.0)) == (1, 1, 1)
    assert side_m(0) == 2 * HALF_WORLD_M


# --- asking -----------------------------------------------------------------------------------------------


class Echo(BaseHTTPRequestHandler):
    """Answers each address with itself, and /refused with 503; remembers what it was asked."""

    protocol_version = "HTTP/1.1"
    asked: list[str]

    def do_GET(self):
        self.server.asked.append(self.path)
        body = b"" if self.path == "/empty" else self.path.encode()
        self.send_response(503 if self.path == "/refused" else 200 if body else 204)
        if body:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@contextmanager
def echo():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.daemon_threads, server.asked = True, []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("portion", [1, 4])
def test_every_address_is_taken_as_often_as_asked_and_counted(portion):
    paths = (*(f"/tile/{n}" for n in range(10, 17)), "/empty")
    with echo() as server:
        taken = ask(Http(server.server_port, paths), portion=portion, connections=3, times=5)
        counted = {path: server.asked.count(path) for path in paths}
    assert taken.items == 40
    assert taken.size == 5 * sum(len(path) for path in paths if path != "/empty")
    assert len(taken.portions) == 40 // portion
    assert sum(counted.values()) == 40 + 3 * 4, "and four by each connection before the clock starts"
    assert min(counted.values()) >= 5
    assert taken.rate > 0 and taken.p95_ms > 0 and taken.own_us > 0


def test_an_answer_that_is_no_tile_ends_the_measurement():
    with echo() as server, pytest.raises(RuntimeError, match=r"/refused: b'HTTP/1\.1 503"):
        ask(Http(server.server_port, ("/refused",) * 4), connections=3)


def test_a_connection_that_the_server_closed_meanwhile_is_opened_again(monkeypatch):
    monkeypatch.setattr(Echo, "timeout", 0.05)
    with echo() as server, Http(server.server_port, ("/a", "/b")).opened() as take:
        assert take(0, 1) == 2
        time.sleep(0.3)
        assert take(0, 2) == 4


def test_items_that_are_no_whole_number_of_portions_are_refused():
    with pytest.raises(ValueError, match="portions"):
        ask(Http(1, ("/a",) * 7), portion=2)


def test_sources_are_asked_in_turn_after_a_round_that_does_not_count():
    with echo() as server:
        one, other = Http(server.server_port, ("/one",) * 8), Http(server.server_port, ("/other",) * 8)
        taken = interleaved({"one": one, "other": other}, 2)
        asked = [path for path, after in pairwise([*server.asked, ""]) if path != after]
    assert {name: len(rounds) for name, rounds in taken.items()} == {"one": 2, "other": 2}
    assert asked == ["/other", "/one", "/other", "/one"], "there and back: neither is always the second"


def test_bodies_come_in_the_order_of_the_addresses():
    with echo() as server:
        assert list(Http(server.server_port, ("/a", "/b", "/empty")).bodies()) == [b"/a", b"/b", b""]


def test_a_goal_of_times_is_held_against_the_rounds_ratio():
    assert at_least_times("x", 85, "tiles/s", 100, 0.85).met
    assert not at_least_times("x", 85, "tiles/s", 100, 0.85, ratio=0.84).met


# --- what is asked ------------------------------------------------------------------------------------------


def of_test_database() -> Bench:
    """A bench on the tests' own database."""
    url = parse(os.environ["ADMIN_DATABASE_URL"]).on(settings.DATABASES["default"]["NAME"])
    return Bench(url, Ground(10), Path(), print, small=True)


def test_plain_sql_answers_tiles_with_the_declared_columns(transactional_db):
    source = plain_sql(of_test_database(), drawn_together(DRAWN, [(14, 1, 1)]))
    (parcels, _), (permits, _) = source.questions
    assert "district_name_en, state, area_m2,\n         ST_AsMVTGeom(geom_3857," in parcels
    assert "issued_on::text AS issued_on" in permits
    assert source.address["user"] == settings.DATABASES["tiles"]["USER"]
    assert ask(source, connections=2, processes=1, times=4).items == 8


def test_the_peers_are_asked_for_the_same_tables_columns_and_shapes():
    asked = drawn_together(DRAWN, [(15, 3, 4)])
    assert our_paths(asked) == ("/tiles/parcels/15/3/4.mvt", "/tiles/permits/15/3/4.mvt")
    assert vectortiles_paths(asked) == ("/parcels/15/3/4", "/permits/15/3/4")
    parcels, permits = tipg_paths(asked)
    assert "/collections/public.register_publishedparcel/tiles/WebMercatorQuad/15/3/4?geom-column=geom_3857" in parcels
    assert "geom-column=point_3857" in permits
    assert "number%2Ckind%2Cstatus" in permits


def test_the_peers_project_is_of_the_layers_tables(tmp_path):
    url = type("Url", (), {"database": "d", "host": "h", "port": 1, "user": "u", "password": "p'"})()
    write_project(tmp_path, DRAWN, url, 14)
    modules = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "peer").iterdir()}
    for name, text in modules.items():
        compile(text, name, "exec")
    assert 'db_table = "applications_publishedpermit"' in modules["models"]
    assert 'db_column="point_3857"' in modules["models"]


def tile(shape: str = "POINT(9 9)", **attributes: object) -> bytes:
    feature = {"geometry": shape, "properties": attributes}
    return mapbox_vector_tile.encode([{"name": "layer", "features": [feature]}])


def test_a_feature_that_differs_or_is_missing_is_counted():
    one = tile(code="5", area_m2=12.5, state="active")
    assert tiles_bench._differences("code", one, tile(code="5", area_m2="12.50", state="active")) == (1, 0)
    assert tiles_bench._differences("code", one, tile(code="5", area_m2="12.51", state="active")) == (1, 1)
    assert tiles_bench._differences("code", one, tile(code="5", area_m2=12.5)) == (1, 1)
    assert tiles_bench._differences("code", one, b"") == (1, 1)
    assert tiles_bench._differences("code", one, tile(code="05", area_m2=12.5, state="active")) == (2, 2)


def test_what_lies_around_a_tile_only_is_not_compared():
    around = tile("POLYGON((-9 -9, 0 -9, 0 9, -9 9, -9 -9))", code="5")
    assert tiles_bench._differences("code", around, b"") == (0, 0)


def test_the_documented_site_is_measured_as_it_is_but_for_its_certificates():
    text = without_tls(example(SITE, {"/srv/mukhattat/var/tiles": "/a/b"}), 8123)
    assert "listen 127.0.0.1:8123;" in text
    assert "ssl_" not in text and "443" not in text and "listen 80" not in text
    assert "alias /a/b/$mukhattat_tree/;" in text and "etag off;" in text
    with pytest.raises(ValueError, match="does not say"):
        example(SITE, {"/no/such/path": ""})


def test_sql_is_one_prepared_statement(transactional_db):
    address = of_test_database().admin_url.connection_arguments()
    source = Sql(address, (("SELECT 'ab'::bytea WHERE %(n)s > 0", {"n": 1}),) * 6)
    with source.opened() as take:
        assert take(0, 6) == 12
