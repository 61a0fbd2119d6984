"""Public tiles become files when they are asked for, and leave when what they show changes."""

import gzip
import itertools
import json
import os
import shutil
import time
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from geo.municipalities.scope import everywhere
from tests.sql.connections import connect
from tests.tiles.mvt.published import Server, files, place
from tiles.mvt.cache import publishing, serving, walk
from tiles.mvt.cache.keeper import Keeper
from tiles.mvt.cache.tree import RESTING, Address, Tree
from tiles.mvt.query import cut

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
LABELS = "UPDATE plans_block SET label = left(label, 6) || %s WHERE municipality_id = %s"
#: What labels end in: another each time, for a label that is written as it was is no change.
ENDINGS = itertools.count(1)


@pytest.fixture
def tree(settings, tmp_path):
    settings.TILES_FOLDER, settings.TILES_PUBLISHED = tmp_path / "tiles", True
    return Tree(settings.TILES_FOLDER)


@pytest.fixture
def keeper(tree, land):
    """A keeper that does its rounds when the test says so; the tree is fresh whatever the clock says."""
    keeper = Keeper(tree)
    keeper.open()
    yield keeper
    keeper.close()


@pytest.fixture
def server(keeper, monkeypatch):
    monkeypatch.setattr("tiles.mvt.cache.tree.FRESH_SECONDS", 3600.0)
    return Server()


def commit(statement, *values):
    """Run a statement as the application in all territories and commit it; return the rows it touched."""
    with connect("app") as app, app.transaction():
        app.execute(
            "SELECT set_config('app.municipalities', array_agg(id)::text, true) FROM municipalities_municipality"
        )
        return app.execute(statement, values).rowcount


def relabel(land):
    """Change what the parcels of the west are called."""
    assert commit(LABELS, str(next(ENDINGS)), land.west.body.pk) > 0


def test_a_tile_is_published_when_it_is_asked_for_and_served_without_django(server, tree):
    where = place(16)
    first = server.tile(where)
    assert files(tree.current) == {where}
    assert server.rendered == 1
    assert server.tile(where) == first
    assert server.rendered == 1
    assert gzip.decompress((tree.current / where).read_bytes()) == first


def test_a_published_tile_says_what_an_answer_of_django_says(server):
    address = f"/tiles/{place(16)}"
    _, by_django, body = server.ask(address)
    status, from_disk, again = server.ask(address)
    assert server.rendered == 1
    assert (status, again) == (200, body)
    for name in ("Content-Type", "Content-Encoding", "Content-Length", "X-Content-Type-Options", "Vary"):
        assert from_disk[name].split(",")[0] == by_django[name].split(",")[0], name
    assert set(from_disk["Cache-Control"].split(", ")) == set(by_django["Cache-Control"].split(", ")) == {
        "public", "max-age=1",
    }  # fmt: skip


def test_who_does_not_unfold_gets_a_published_tile_unfolded(server):
    where = place(16)
    body = server.tile(where)
    _, headers, plain = server.ask(f"/tiles/{where}", accept="br")
    assert (plain, "Content-Encoding" in headers, server.rendered) == (body, False, 1)


def test_the_head_of_a_published_tile_has_no_body(server):
    where = place(16)
    length = len(server.ask(f"/tiles/{where}")[2])
    status, headers, body = server.ask(f"/tiles/{where}", method="HEAD")
    assert (status, headers["Content-Length"], body, server.rendered) == (200, str(length), b"", 1)


def test_a_query_asks_for_another_tile_than_the_file(server):
    where = place(16)
    server.tile(where)
    status, _, body = server.ask(f"/tiles/{where}", query="as_of=no-day")
    assert (status, server.rendered) == (400, 2), "the application answers, and refuses the day"
    assert body != server.ask(f"/tiles/{where}")[2]


@pytest.mark.parametrize(
    "path",
    ["parcels/16/01/2.mvt", "../position.json", "parcels/16/1/../2.mvt", "parcels/16/1/2.mvt/"],
)
def test_only_the_one_address_of_a_tile_leads_to_a_file(server, tree, path):
    tree.current.joinpath("parcels/16/1").mkdir(parents=True)
    tree.current.joinpath("parcels/16/1/2.mvt").write_bytes(b"x")
    server.ask(f"/tiles/{path}")
    assert server.rendered == 1


def test_empty_tiles_tiles_beyond_z16_and_layers_of_the_staff_are_never_files(server, tree):
    for where in ("parcels/16/0/0.mvt", place(17), place(18), place(16, layer="findings")):
        server.ask(f"/tiles/{where}")
    assert files(tree.current) == set()


def test_a_commit_drops_the_tiles_that_show_it_on_every_zoom_and_no_other(server, tree, keeper, land):
    shown = {place(z) for z in range(14, 17)} | {place(16, layer="blocks"), place(16, layer="parcel_labels")}
    others = {
        place(16, layer="streets", north=-6),
        place(16, east=1020),
        place(16, layer="buildings", east=13, north=5),
    }
    before = {where: server.tile(where) for where in shown | others}
    assert files(tree.current) == shown | others
    relabel(land)
    done = keeper.round()
    assert done.dropped == len(shown)
    assert files(tree.current) == others
    same = {where for where in shown if server.tile(where) == before[where]}
    assert same == {place(16, layer="parcel_labels")}, "its rows were written, what it shows of them is the same"
    assert all(server.tile(where) == before[where] for where in others)


def test_the_work_does_not_grow_with_what_is_published(server, tree, keeper, land):
    for x in range(60):
        folder = tree.current / f"parcels/16/{x}"
        folder.mkdir(parents=True)
        for y in range(60):
            (folder / f"{y}.mvt").write_bytes(b"x")
    calls = []
    scandir = os.scandir
    os.scandir = lambda *path: calls.append(path) or scandir(*path)
    try:
        relabel(land)
        keeper.round()
    finally:
        os.scandir = scandir
    assert calls == [], "it looks at the tiles of the change, not at the tree"


def test_a_change_over_more_tiles_than_one_names_drops_those_that_are_there(server, tree, keeper, monkeypatch, land):
    shown, other = place(16), place(16, east=1020)
    server.tile(shown)
    server.tile(other)
    monkeypatch.setattr(walk, "MOST", 0)
    relabel(land)
    keeper.round()
    assert files(tree.current) == {other}


def test_nothing_is_served_from_files_while_the_keeper_is_silent(tree, keeper, land):
    server, where = Server(), place(16)
    keeper.round()
    server.tile(where)
    tree.beat(time.time() - 2)
    server.tile(where)
    assert server.rendered == 2
    assert serving.problem() == "keeper silent"
    keeper.round()
    assert serving.problem() == ""


def test_a_heartbeat_of_the_future_is_none(tree, keeper):
    tree.beat(time.time() + 5)
    assert not tree.fresh()


def test_nothing_is_published_where_nobody_keeps(settings, tmp_path, land):
    settings.TILES_FOLDER, settings.TILES_PUBLISHED = tmp_path / "none", True
    assert Server().tile(place(16))
    assert not settings.TILES_FOLDER.exists()
    assert serving.problem() == ""


# --- what a tile that was cut before a commit meets -------------------------------------------------


def cut_then(monkeypatch, happens):
    """Let something happen between the reading of the next tile and its publishing."""

    def slow(*address, **options):
        made = cut(*address, **options)
        if "using" not in options:
            happens()
        return made

    monkeypatch.setattr(publishing, "cut", slow)


def test_a_tile_that_was_cut_before_a_commit_is_not_published_and_shown_anew(server, tree, keeper, monkeypatch, land):
    where = place(16)
    old = server.tile(where)
    relabel(land)
    keeper.round()
    cut_then(monkeypatch, lambda: relabel(land))
    new = server.tile(where)
    assert files(tree.current) == set()
    monkeypatch.setattr(publishing, "cut", cut)
    assert new == server.tile(where) != old


def test_the_keeper_waits_for_who_publishes_and_drops_what_he_left(server, tree, keeper, monkeypatch, land):
    """The change commits after the publisher asked for changes, the file comes after the keeper read the log."""
    where = place(16)
    asked = publishing.changed_since

    def asked_then_committed(*arguments):
        answer = asked(*arguments)
        relabel(land)
        return answer

    monkeypatch.setattr(publishing, "changed_since", asked_then_committed)
    old = server.tile(where)
    assert files(tree.current) == {where}
    assert keeper.round().dropped == 1
    monkeypatch.setattr(publishing, "changed_since", asked)
    assert server.tile(where) != old


def test_a_tile_that_was_cut_under_another_tree_is_not_published(server, tree, keeper, monkeypatch):
    def begin_anew():
        position = tree.position()
        keeper._position = tree.begin(position.history, position.snapshot)

    cut_then(monkeypatch, begin_anew)
    server.tile(place(16))
    assert files(tree.current) == set()


def test_a_tile_of_a_snapshot_that_the_log_no_longer_covers_is_not_published(server, tree, monkeypatch, land):
    with connect("admin") as admin:
        admin.execute("UPDATE layers_state SET pruned = '4'")
    monkeypatch.setattr(
        publishing, "cut", lambda *address, **options: replace(cut(*address, **options), snapshot="3:3:")
    )
    server.tile(place(16))
    assert files(tree.current) == set()


def test_a_snapshot_of_a_copy_counts_whatever_may_have_run_as_not_seen(land):
    """On a standby the text of a snapshot lists nobody: cut() says "xmin:xmin:" there."""
    from geo.layers.changes import changed_since

    with connect("admin") as admin:
        admin.execute("DELETE FROM layers_change")
        (xmin,) = admin.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text").fetchone()
    box = (0.0, 0.0, 2e7, 2e7)
    assert not changed_since(f"{xmin}:{xmin}:", ["plans_block"], box)
    relabel(land)
    assert changed_since(f"{xmin}:{xmin}:", ["plans_block"], box)
    assert not changed_since(f"{xmin}:{xmin}:", ["plans_mask"], box)


# --- keepers that come and go -----------------------------------------------------------------------


def test_tiles_rest_while_no_keeper_is_there_and_come_back_without_what_changed(server, tree, keeper, land):
    changed, kept = place(16), place(16, east=1020)
    old, same = server.tile(changed), server.tile(kept)
    keeper.close()
    assert not tree.current.exists() and files(tree.resting) == {changed, kept}
    relabel(land)
    assert server.tile(changed) != old
    keeper.open()
    assert files(tree.current) == {kept} and not tree.resting.exists()
    assert server.tile(kept) == same


def test_what_a_killed_keeper_left_is_caught_up_by_the_next(server, tree, keeper, land):
    changed, kept = place(16), place(16, east=1020)
    server.tile(changed), server.tile(kept)
    relabel(land)
    following = Keeper(tree)
    assert following.open().dropped == 1
    assert files(tree.current) == {kept}
    following.close()
    keeper.open()


def test_a_keeper_whose_place_in_the_log_was_pruned_begins_a_new_tree(server, tree, keeper, land):
    where = place(16)
    server.tile(where)
    former = tree.position().tree
    keeper._position = replace(keeper._position, snapshot="3:3:")
    with connect("admin") as admin:
        admin.execute("UPDATE layers_state SET pruned = '4'")
    keeper.round()
    assert files(tree.folder) == set()
    assert tree.position().tree not in (former, RESTING)
    assert server.tile(where) and files(tree.current) == {where}


@pytest.mark.parametrize("text", ["another database", ""])
def test_a_tree_of_another_database_or_program_is_given_up(server, tree, keeper, text):
    server.tile(place(16))
    keeper.close()
    position = tree.position()
    tree.stand_at(type(position)(position.tree, text, position.snapshot))
    keeper.open()
    assert files(tree.folder) == set()


def test_a_snapshot_of_the_future_is_of_another_history(server, tree, keeper):
    server.tile(place(16))
    keeper.close()
    position = tree.position()
    tree.stand_at(type(position)(position.tree, position.history, "999999999:999999999:"))
    keeper.open()
    assert files(tree.folder) == set()


def test_old_changes_are_pruned_and_the_horizon_is_told(land, keeper):
    from geo.layers.changes import prune

    relabel(land)
    with connect("admin") as admin:
        # As if they were written before whatever runs now, also in the databases of other tests on this server.
        admin.execute("UPDATE layers_change SET at = now() - interval '3 days', xact = '3'")
        (before,) = admin.execute("SELECT count(*) FROM layers_change").fetchone()
    assert prune(48) == before > 0
    with connections["default"].cursor() as cursor:  # in the transaction of the test, as what was pruned
        cursor.execute("SELECT pruned::text::bigint FROM change_log_v1()")
        assert cursor.fetchone()[0] >= 4


def test_there_is_one_keeper_a_folder(tree, keeper):
    with tree.kept(), pytest.raises(CommandError, match="Another keeper"):
        call_command("keep_tiles", "--once")


def test_one_round_by_hand_tells_what_it_did_as_a_line_of_json(server, tree, keeper, land):
    server.tile(place(16))
    relabel(land)
    told = StringIO()
    call_command("keep_tiles", "--once", stdout=told)
    assert json.loads(told.getvalue()) | {"ms": 0} == {
        "changes": json.loads(told.getvalue())["changes"],
        "dropped": 1,
        "ms": 0,
    }
    assert tree.current.exists()


def test_a_full_disk_costs_the_file_and_not_the_answer(server, tree, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Tree, "put", full)
    assert server.tile(place(16))
    assert files(tree.current) == set()


def test_a_draft_never_stands_among_the_tiles(tree, keeper):
    tree.put(Address("parcels", 16, 1, 2), b"x")
    shutil.rmtree(tree.folder / "coming")
    with pytest.raises(FileNotFoundError):
        tree.put(Address("parcels", 16, 1, 3), b"x")
    assert files(tree.current) == {"parcels/16/1/2.mvt"}


def test_the_application_reads_the_log_through_its_functions_only(land):
    for statement in (
        "SELECT * FROM layers_change",
        "INSERT INTO layers_change (source) VALUES ('x')",
        "DELETE FROM layers_state",
    ):
        with connect("app") as app, pytest.raises(Exception, match="permission denied"):
            app.execute(statement)
    with everywhere(), connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) >= 0 FROM changes_since_v1('1:1:')")
        assert cursor.fetchone() == (True,)
