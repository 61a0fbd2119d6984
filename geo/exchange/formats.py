"""What can be written: each module of `writers` declares its format here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from geo.exchange import writers
from geo.exchange.batches import Batch
from geo.exchange.columns import Column, GeometryColumn
from geo.exchange.errors import UnknownFormat
from geo.exchange.symbology.drawing import Drawing
from geo.registry import Registry


@dataclass(frozen=True, slots=True)
class Feed:
    """Everything a writer needs: `geometry.srid` is the system of the batches' coordinates, x before y."""

    name: str
    title: str
    description: str
    geometry: GeometryColumn
    columns: tuple[Column, ...]
    batches: Iterable[Batch]
    drawing: Drawing
    key: str = ""


#: Writes a feed into a file that does not exist yet; beside it lies nothing else. Errors: CannotWrite.
Write = Callable[[Path, Feed], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its name on the command line, what people call it, and how its file names end.

    `lonlat`: the format knows longitude and latitude only. `metric`: it knows nothing of degrees.
    """

    name: str
    suffix: str
    write: Write
    title: str = ""
    media_type: str = "application/octet-stream"
    lonlat: bool = False
    metric: bool = False


_formats: Registry[Format] = Registry("format")


def writes(
    name: str, *, suffix: str, title: str, media_type: str, lonlat: bool = False, metric: bool = False
) -> Callable[[Write], Write]:
    """Declare the function that writes a format."""

    def declare(write: Write) -> Write:
        _formats.register(name, Format(name, suffix, write, title, media_type, lonlat, metric))
        return write

    return declare


def formats() -> Registry[Format]:
    """Return all formats. Their modules are loaded at the first call: web workers start without GDAL's Python side."""
    for module in iter_modules(writers.__path__, f"{writers.__name__}."):
        import_module(module.name)
    return _formats


def format_named(name: str) -> Format:
    """Return a format. Errors: UnknownFormat."""
    known = formats()
    found = known.get(name)
    if found is None:
        raise UnknownFormat(name=name, known=", ".join(sorted(known.names())))
    return found
