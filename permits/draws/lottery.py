"""The draw itself, from published material to results: pure, and to the byte as docs/draws.md says.

`verify_draw.py` does the same work again in words of its own, so that a mistake here is not repeated by who checks it.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

#: What a draw's material calls itself; another algorithm is another name.
FORMAT: Final = "mukhattat-draw-1"
#: A secret is 32 bytes and its nonce 16, in small hexadecimal digits.
SECRET: Final = re.compile(r"[0-9a-f]{64}")
NONCE: Final = re.compile(r"[0-9a-f]{32}")
#: Words of eight bytes are read from the stream; what does not divide evenly is thrown away.
_WORDS: Final = 1 << 64
Entry = Mapping[str, Any]
Row = dict[str, Any]


def canonical(value: Any) -> bytes:
    """Return JSON in one form only: sorted names, no blanks, UTF-8, whole numbers (a subset of RFC 8785).

    Errors: ValueError, TypeError for what has no such form: fractions, names that are not ASCII.
    """
    _refuse_fractions(value)
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _refuse_fractions(value: Any) -> None:
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) and name.isascii() for name in value):
            raise ValueError("names in the material of a draw are ASCII")
        for each in value.values():
            _refuse_fractions(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _refuse_fractions(each)
    elif isinstance(value, float):
        raise ValueError("numbers in the material of a draw are whole")


def digest(purpose: str, body: bytes) -> str:
    """Return SHA-256 in hexadecimal digits, of what it is for, a line feed, and the bytes."""
    return hashlib.sha256(f"{FORMAT}.{purpose}\n".encode() + body).hexdigest()


def commitment_of(draw: str, number: int, secret: str, nonce: str) -> str:
    """Return what an official promises: `printf '%s' 'draw|number|secret|nonce' | sha256sum` gives the same."""
    return hashlib.sha256(f"{draw}|{number}|{secret}|{nonce}".encode()).hexdigest()


def ticket_of(draw: str, key: str, salt: str) -> str:
    """Return the name under which an entrant stands in the published list."""
    return digest("ticket", canonical({"draw": draw, "key": key, "salt": salt}))


def seed_of(manifest_hash: str, reveals: Sequence[Entry], public_value: str) -> str:
    """Return the seed: of the manifest, every secret with its nonce in the order of numbers, and the public value."""
    told = {"manifest": manifest_hash, "public_value": public_value, "reveals": list(reveals)}
    return digest("seed", canonical(told))


def stream(seed: str, label: Row) -> Iterator[int]:
    """Yield words from 0 to 2**64 − 1: four from each SHA-256 of a key and a counter of eight bytes."""
    key = hashlib.sha256(f"{FORMAT}.stream\n".encode() + bytes.fromhex(seed) + canonical(label)).digest()
    counter = 0
    while True:
        block = hashlib.sha256(key + counter.to_bytes(8, "big")).digest()
        for start in range(0, 32, 8):
            yield int.from_bytes(block[start : start + 8], "big")
        counter += 1


def below(words: Iterator[int], most: int) -> int:
    """Return the next number from 0 to most − 1, each as likely: words of the incomplete last round are rejected."""
    limit = _WORDS - _WORDS % most
    word = next(words)
    while word >= limit:
        word = next(words)
    return word % most


def shuffled(items: Iterable[Any], seed: str, label: Row) -> list[Any]:
    """Return the items in an order of chance (Fisher and Yates, as Durstenfeld wrote it; Knuth, TAOCP 2, 3.4.2 P)."""
    order = list(items)
    words = stream(seed, label)
    for last in range(len(order) - 1, 0, -1):
        chosen = below(words, last + 1)
        order[last], order[chosen] = order[chosen], order[last]
    return order


def draw_lots(seed: str, entrants: Sequence[Entry], lots: Sequence[Entry]) -> list[Row]:
    """Return who is served when and with what: class by class, {"class", "lot", "ticket", "turn"}.

    In each class smaller priorities come first and chance orders the equal ones; the first of them takes the first lot
    of the shuffled lots, and so on. Where lots run out, `lot` is None: the turn is a place among the reserves.
    """
    waiting: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for entrant in entrants:
        waiting[entrant["class"]][entrant["priority"]].append(entrant["ticket"])
    offered: dict[str, list[str]] = defaultdict(list)
    for lot in lots:
        offered[lot["class"]].append(lot["lot"])
    results = []
    for area_class in sorted(waiting, key=str.encode):
        turns = _turns(seed, area_class, waiting[area_class])
        given = shuffled(offered.get(area_class, []), seed, {"class": area_class, "what": "lots"})
        results += [
            {"class": area_class, "lot": given[turn] if turn < len(given) else None, "ticket": ticket, "turn": turn + 1}
            for turn, ticket in enumerate(turns)
        ]
    return results


def _turns(seed: str, area_class: str, groups: Mapping[int, list[str]]) -> list[str]:
    turns: list[str] = []
    for priority in sorted(groups):
        label = {"class": area_class, "priority": priority, "what": "entrants"}
        turns += shuffled(groups[priority], seed, label)
    return turns
