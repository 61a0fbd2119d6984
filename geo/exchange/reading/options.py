"""What a person or a profile says of a file before it is read."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Options:
    """Choices for one reading; empty means: as the file says, or ask.

    `layer` names one of several layers; `layers` of a drawing hold the outlines, `text_layers` their numbers; `columns`
    say which column of a table of points is "key", "order", "east" and "north", or which one is "wkt". With `points`
    rows are places, not surfaces. `picked` names columns, in any case, whose values are given beside the rows.
    """

    layer: str = ""
    encoding: str = ""
    layers: tuple[str, ...] = ()
    text_layers: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    points: bool = False
    picked: tuple[str, ...] = ()
