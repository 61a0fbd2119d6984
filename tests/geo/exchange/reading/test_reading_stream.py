"""Rows come while the file is read; nothing that the confined process writes is believed."""

import json
import struct
from io import FileIO
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.exchange.reading import rows, services
from geo.exchange.reading.errors import FileRefused
from geo.exchange.reading.options import Options
from geo.exchange.reading.rows import Facts, Portion, Row, portions, read_head, read_portion, write
from geo.exchange.reading.services import reading
from tests.geo.exchange.reading import land

FACTS = Facts(form="geojson", rows=2, columns=["a"])
TWO = [
    Row(1, b"abc", {"a": "\u0642\u0637\u0639\u0629"}, [], []),
    Row(4, None, {"a": None}, [{"code": "x"}], [{"code": "y"}]),
]


def written(tmp_path: Path, *parts: Portion, facts: Facts = FACTS) -> bytes:
    path = tmp_path / "rows"
    path.unlink(missing_ok=True)
    write(path, facts, parts)
    return path.read_bytes()


def taker(content: bytes):
    """Return a function that takes the next bytes, as the service does, from bytes that are all there."""
    left = bytearray(content)

    def take(count: int) -> bytes:
        if count > len(left):
            raise EOFError
        found = bytes(left[:count])
        del left[:count]
        return found

    return take


def test_rows_come_through_as_they_were_written(tmp_path: Path):
    take = taker(written(tmp_path, *portions(TWO, ["A"])))
    assert Facts(**read_head(take)) == FACTS
    part = read_portion(take, 2)
    assert list(part.rows()) == TWO
    assert part.picked == {"a": ["\u0642\u0637\u0639\u0629", None]}


@pytest.mark.parametrize(
    "head",
    [
        {"numbers": [1, 2, 3], "picked": {}, "faults": {}, "notes": {}},
        {"numbers": [], "picked": {}, "faults": {}, "notes": {}},
        {"numbers": [1, 2], "picked": {"a": [1]}, "faults": {}, "notes": {}},
        {"numbers": ["x"], "picked": {}, "faults": {}, "notes": {}},
        {"numbers": [1]},
        [],
        {"numbers": [1], "picked": [], "faults": {}, "notes": {}},
        {"numbers": [1], "picked": {}, "faults": {"x": []}, "notes": {}},
    ],
)
def test_what_is_no_portion_is_garbled(head):
    told = json.dumps(head).encode()
    with pytest.raises(services._GARBLED):
        read_portion(taker(struct.pack("<I", len(told)) + told + bytes(100)), 2)


@pytest.mark.parametrize("lengths", [[2**31 - 1, 5], [-1, -1]])
def test_lengths_that_are_lies_are_garbled(lengths: list[int]):
    told = json.dumps({"numbers": [1, 2], "picked": {}, "faults": {}, "notes": {}}).encode()
    blocks = np.array(lengths, "<i4").tobytes() + np.array([-1, -1], "<i4").tobytes()
    with pytest.raises(services._GARBLED):
        read_portion(taker(struct.pack("<I", len(told)) + told + blocks), 2)


class Ended:
    """A reader whose child has ended well, as it says."""

    def answer(self, _seconds: float | None) -> int:
        """Return that it ended without an error."""
        return 0


@pytest.mark.parametrize("spoiled", ["nothing", "half", "head", "more", "too long"])
def test_a_reader_that_was_taken_over_ends_in_a_refusal(spoiled: str, tmp_path: Path):
    whole = written(tmp_path, *portions(TWO, []))
    facts = written(tmp_path)
    said = {
        "nothing": b"", "half": whole[:-2], "head": b"\xff\xff\xff\xff", "too long": whole,
        "more": whole[: len(facts)] + written(tmp_path, *portions([*TWO, TWO[0]], []))[len(facts) :],
    }  # fmt: skip
    (tmp_path / "came").write_bytes(said[spoiled])
    with FileIO(tmp_path / "came") as came, pytest.raises(FileRefused) as refused:
        coming = services._Coming(came, tmp_path, Ended(), 4 if spoiled == "too long" else 10_000)
        list(services.Reading(coming.facts(), coming).rows())
    assert refused.value.code == "crashed"


def test_a_refusal_that_is_a_link_to_a_file_of_the_server_is_not_read(tmp_path: Path):
    (tmp_path / "secret").write_text('{"code": "dtd", "facts": {}}')
    (tmp_path / rows.OUTCOME).symlink_to(tmp_path / "secret")
    with pytest.raises(FileRefused) as refused:
        services._refuse_failed(tmp_path, 1)
    assert refused.value.code == "crashed"


def test_a_block_that_leaves_early_leaves_the_reader_ready(tmp_path: Path):
    content = land.write(tmp_path / "made.gpkg", land.squares())
    with pytest.raises(KeyError), reading(content=content, name="a.gpkg"):
        raise KeyError
    with reading(content=content, name="a.gpkg") as found:
        assert next(found.rows()).number == 1
    with reading(content=content, name="a.gpkg", options=Options(picked=("NUMBER",))) as found:
        (part,) = found.portions()
        assert part.picked == {"number": ["1", "2", "3", "4"]}


def test_geometry_with_measures_is_flattened_and_told_and_curves_are_found_by_their_bytes():
    import pyarrow as pa

    from geo.exchange.reading.forms.arrow import types_of

    curve = b"\x01" + struct.pack("<I", 10) + bytes(8)
    measured = shapely.to_wkb(shapely.from_wkt("POINT M (1 2 3)"), flavor="iso")
    values = pa.array([None, shapely.to_wkb(shapely.box(0, 0, 1, 1)), curve, b"", measured, b"\x00\x00\x00\x00\x03"])
    assert types_of(values).tolist() == [3, 10, 2001, 3]
    assert types_of(values.slice(2)).tolist() == [10, 2001, 3]
