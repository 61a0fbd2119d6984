"""Merkle trees of RFC 6962, section 2.1: one hash for a list, and a short proof that an entry stands in it; pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry: a zero byte before it, so that no node passes for an entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Step:
    """One sister on the way up: her hash in hexadecimal digits, and whether she stands to the left."""

    sister: str
    left: bool


class Tree:
    """The tree of a list of entries; levels from leaves to root. A node without a sister goes up as it is.

    That is the tree of RFC 6962: its split at the largest power of two below the count leaves the same nodes.
    """

    def __init__(self, entries: Sequence[bytes]) -> None:
        self.levels = [[leaf_hash(entry) for entry in entries]]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            pairs = [_node(below[place], below[place + 1]) for place in range(0, len(below) - 1, 2)]
            self.levels.append(pairs + below[len(pairs) * 2 :])

    @property
    def root(self) -> str:
        """Return the root in hexadecimal digits; of no entries, the hash of nothing."""
        top = self.levels[-1]
        return (top[0] if top else hashlib.sha256(b"").digest()).hex()

    def proof(self, position: int) -> list[Step]:
        """Return the sisters from an entry up to the root. Errors: IndexError."""
        if not 0 <= position < len(self.levels[0]):
            raise IndexError(position)
        steps = []
        for level in self.levels[:-1]:
            sister = position ^ 1
            if sister < len(level):
                steps.append(Step(level[sister].hex(), left=sister < position))
            position //= 2
        return steps


def leads_to(entry: bytes, proof: Sequence[Step]) -> str:
    """Return the root to which an entry and its sisters lead, in hexadecimal digits."""
    held = leaf_hash(entry)
    for step in proof:
        sister = bytes.fromhex(step.sister)
        held = _node(sister, held) if step.left else _node(held, sister)
    return held.hex()
