"""Where land came from and went, as a drawing: columns of generations that no box of another covers."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from parcels.register.enums import LineageKind
from parcels.register.history import Descent
from parcels.register.lineage_graph import BOX, draw, passings_of

START = datetime(2026, 1, 1, tzinfo=UTC)


def key(name):
    return UUID(int=sum(ord(letter) * 256**place for place, letter in enumerate(name)))


def story(*changes):
    """Descents of changes like "A>B,C": each the next day, in equal shares of 100 m² parcels."""
    found = []
    for day, change in enumerate(changes):
        parents, children = (side.split(",") for side in change.split(">"))
        pairs = [(parent, child) for parent in parents for child in children]
        for parent, child in pairs:
            found.append(
                Descent(
                    key(f"event{day}"), LineageKind.SPLIT, START + timedelta(days=day), key(parent), key(child),
                    100 / len(pairs), 1 / len(children), 1 / len(parents),
                )
            )  # fmt: skip
    return passings_of(found)


def columns(graph):
    """Names by column, from the first generation."""
    xs = sorted({node.x for node in graph.nodes})
    return [sorted(node.parcel_id.int for node in graph.nodes if node.x == x) for x in xs]


def test_generations_stand_in_columns_and_arabic_reads_them_from_the_right():
    passed = story("A>B,C", "C,D>E")
    english, arabic = (draw(passed, focus=key("C"), rtl=rtl) for rtl in (False, True))
    wanted = [sorted([key("A").int, key("D").int]), sorted([key("B").int, key("C").int]), [key("E").int]]
    assert columns(english) == wanted
    assert columns(arabic) == wanted[::-1]
    assert len(english.edges) == 4


def test_no_box_covers_another_and_all_lie_inside():
    graph = draw(story("A>B,C,D", "B>E,F", "C,D>G", "E,G>H,I"), focus=key("A"), rtl=True)
    places = [(node.x, node.y) for node in graph.nodes]
    assert all(0 <= x <= graph.width - BOX[0] and 0 <= y <= graph.height - BOX[1] for x, y in places)
    apart = [abs(x - u) >= BOX[0] or abs(y - v) >= BOX[1] for x, y in places for u, v in places if (x, y) != (u, v)]
    assert len(set(places)) == len(places) and all(apart)


def test_a_parcel_that_kept_its_number_is_a_stage_before_and_one_after():
    graph = draw(story("A,B>A,B"), focus=key("A"), rtl=False)
    assert [len(column) for column in columns(graph)] == [2, 2]
    assert [node.last for node in graph.nodes if node.parcel_id == key("A")] == [False, True]
    assert sum(node.focus for node in graph.nodes) == 2


def test_areas_are_those_of_the_shares():
    graph = draw(story("A>B,C"), focus=key("A"), rtl=False)
    assert sorted(node.area_m2 for node in graph.nodes) == pytest.approx([50, 50, 100])
    assert {edge.share for edge in graph.edges} == {0.5}


def test_of_very_many_the_nearest_are_drawn_and_the_rest_are_counted():
    chain = [f"p{n}>p{n + 1}" for n in range(300)]
    graph = draw(story(*chain), focus=key("p150"), rtl=False, most=200)
    assert (len(graph.nodes), graph.left_out) == (200, 101)
    drawn = {node.parcel_id for node in graph.nodes}
    assert key("p150") in drawn and key("p0") not in drawn and key("p300") not in drawn


def test_land_that_never_changed_draws_nothing():
    graph = draw((), focus=key("A"), rtl=False)
    assert (graph.nodes, graph.edges, graph.left_out) == ((), (), 0)
