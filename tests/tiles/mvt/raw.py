"""A reading of tiles of our own, from the bytes: Mapbox Vector Tile 2.1, protocol buffers' wire format."""

from collections.abc import Iterator
from dataclasses import dataclass

POINT, LINE, POLYGON = 1, 2, 3
_MOVE_TO, _LINE_TO, _CLOSE_PATH = 1, 2, 7
Corner = tuple[int, int]


@dataclass(frozen=True)
class RawFeature:
    """A feature's kind and its paths: corners in units of the tile; a ring's last corner is not its first again."""

    kind: int
    paths: list[list[Corner]]


def read(body: bytes) -> list[RawFeature]:
    """Return the features of all layers of a tile; AssertionError where the bytes are not what the format says."""
    return [
        _feature(bytes(feature))
        for number, layer in _fields(body)
        if number == 3
        for inner, feature in _checked(bytes(layer))
        if inner == 2
    ]


def signed_area(ring: list[Corner]) -> int:
    """Return twice the area by the surveyor's formula: positive is an exterior ring (4.3.3.3)."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True))


def _checked(layer: bytes) -> list[tuple[int, int | bytes]]:
    fields = list(_fields(layer))
    assert [value for number, value in fields if number == 15] == [2], "version"
    assert [value for number, value in fields if number == 5] == [4096], "extent"
    assert len([value for number, value in fields if number == 1]) == 1, "one name"
    return fields


def _feature(feature: bytes) -> RawFeature:
    held = dict(_fields(feature))
    return RawFeature(int(held[3]), list(_paths(int(held[3]), list(_numbers(bytes(held[4]))))))


def _paths(kind: int, numbers: list[int]) -> Iterator[list[Corner]]:
    x = y = at = 0
    path: list[Corner] = []
    while at < len(numbers):
        command, count = numbers[at] & 7, numbers[at] >> 3
        at += 1
        if command == _CLOSE_PATH:
            assert kind == POLYGON and count == 1 and len(path) >= 3
            yield path
            path = []
            continue
        assert command in (_MOVE_TO, _LINE_TO) and count
        if command == _MOVE_TO:
            assert kind == POINT or (count == 1 and len(path) in ((0,) if kind == POLYGON else (0, *range(2, 10**6))))
            if path:
                yield path
            path = []
        for _corner in range(count):
            dx, dy = _signed(numbers[at]), _signed(numbers[at + 1])
            assert command == _MOVE_TO or (dx, dy) != (0, 0), "a step to where one stands"
            x, y, at = x + dx, y + dy, at + 2
            path.append((x, y))
    if path:
        assert kind != POLYGON, "a ring that is not closed"
        yield path


def _signed(number: int) -> int:
    return (number >> 1) ^ -(number & 1)


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the number of each field and its value: an integer, or bytes."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(message, at)
            yield number, value
            continue
        if wire == 2:
            length, at = _varint(message, at)
        else:
            length = {1: 8, 5: 4}[wire]
        yield number, message[at : at + length]
        at += length
    assert at == len(message)


def _numbers(packed: bytes) -> Iterator[int]:
    at = 0
    while at < len(packed):
        number, at = _varint(packed, at)
        yield number


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
