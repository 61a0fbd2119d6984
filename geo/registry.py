"""A typed registry: named things that slices declare and others list; a name can be taken once."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Named entries in the order in which they were declared."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, T] = {}

    def register(self, name: str, entry: T) -> T:
        """Add an entry; a second one of the same name is an error of the programmer."""
        if name in self._entries:
            raise ValueError(f"{self.what} {name!r} is declared twice")
        self._entries[name] = entry
        return entry

    def get(self, name: str) -> T | None:
        """Return the entry of that name, or None."""
        return self._entries.get(name)

    def __getitem__(self, name: str) -> T:
        return self._entries[name]

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def names(self) -> list[str]:
        """Return the names in order of declaration."""
        return list(self._entries)
