"""One file read and put in place under what a person says of it; nothing is written here."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from geo.exchange.control import ControlPoint, fit_control
from geo.exchange.placing import Placed, Told
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.rows import Facts, Portion
from geo.exchange.reading.services import reading
from geo.municipalities.models import Municipality
from geo.spatial.crs import storage_srid
from geo.staging import ground as grounds
from geo.staging.copying import Values
from geo.staging.errors import NAMED, ColumnMissing, RowsFaulty
from geo.staging.profiles import Profile, profile_for
from geo.staging.registry import Kind

#: Proposals that are kept and shown.
_PROPOSED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a person says of a file: its system (EPSG), whether axes are swapped, its encoding, layer and profile.

    `number` and `area` name columns, `layers` and `text_layers` those of a drawing; they count before the profile's.
    `control` are points known in the file's own frame and in the register, `fit` how they are fitted; a fit moves
    nothing before it is confirmed. With `set_aside` rows that cannot be taken are kept with their faults, and the
    others go on; without it the file is refused and nothing of it is kept.
    """

    epsg: int | None = None
    swapped: bool = False
    encoding: str = ""
    layer: str = ""
    profile: str = ""
    number: str = ""
    area: str = ""
    layers: tuple[str, ...] = ()
    text_layers: tuple[str, ...] = ()
    control: tuple[ControlPoint, ...] = ()
    fit: str = "helmert"
    fit_confirmed: bool = False
    set_aside: bool = False


@dataclass(slots=True)
class Rows:
    """The rows of a file by column: what is kept of each, and its outline in the file's own coordinates."""

    numbers: list[int] = field(default_factory=list)
    attributes: list[bytes] = field(default_factory=list)
    outlines: list[bytes | None] = field(default_factory=list)
    picked: dict[str, list[Any]] = field(default_factory=dict)
    faults: Told = field(default_factory=dict)
    notes: Told = field(default_factory=dict)

    def add(self, part: Portion) -> None:
        """Take a portion in behind the others."""
        before = len(self.numbers)
        self.faults.update((before + at, told) for at, told in part.faults.items())
        self.notes.update((before + at, told) for at, told in part.notes.items())
        for name, values in part.picked.items():
            self.picked.setdefault(name, []).extend(values)
        self.numbers += part.numbers
        self.attributes += part.attributes
        self.outlines += part.shapes


@dataclass(slots=True)
class Taken:
    """A file read and, where nothing is asked, put in place, before anything is written."""

    facts: Facts
    rows: Rows
    profile: Profile
    questions: list[str]
    proposals: list[dict[str, Any]]
    frame: grounds.Frame | None = None
    placed: list[Placed] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        """Whether a person must say more before its rows can be kept."""
        return bool(self.questions) or self.frame is None

    def values(self) -> Values:
        """Return the rows as they are kept, beside their outlines."""
        meant, count = self.profile.among(self.facts.columns), len(self.rows.numbers)
        labels, areas = meant.labels_of(self.rows.picked, count), meant.areas_of(self.rows.picked, count)
        return Values(self.rows.numbers, labels, areas, self.rows.attributes, self.rows.faults, self.rows.notes)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Run a block without looking for cycles: among a million new values that costs a tenth of the time."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def take(
    content: bytes | Path, name: str, kind: Kind, office: Municipality, answers: Answers, limits: Limits | None = None
) -> Taken:
    """Read a file and put it in place.

    Errors: those of reading, frame_for and fit_control, RowsFaulty, UnknownProfile, ColumnMissing, NoGround.
    """
    profile = profile_for(answers.profile, office.pk).meaning(
        number=answers.number, area=answers.area, layers=answers.layers, text_layers=answers.text_layers
    )
    options = profile.options(layer=answers.layer, encoding=answers.encoding, points=kind.points)
    ground = grounds.ground_of(office, kind)
    rows, portions = Rows(), []
    with reading(content=content, name=name, options=options, limits=limits) as found:
        facts = found.facts
        for part in found.portions():  # they come while the file is still being read
            rows.add(part)
            portions.append(grounds.shapes_of(part.shapes))
    _check_columns(facts, answers)
    shapes = np.concatenate(portions)
    declared = grounds.declared_epsg(facts.crs)
    proposals = grounds.proposed(shapes, ground, declared)
    questions = [each for each in facts.questions if each != "crs"]
    taken = Taken(facts, rows, profile, questions, [asdict(each) for each in proposals[:_PROPOSED]])
    if not proposals and not any(rows.outlines):
        _refuse_faulty(rows)
    epsg = answers.epsg or declared
    if answers.control:
        taken.frame = _fitted(taken, answers)
    elif epsg is None:
        questions.append("crs")
    else:
        named = answers.epsg is not None
        taken.frame = grounds.frame_for(epsg, swapped=answers.swapped, named=named, found=proposals, ground=ground)
    if taken.frame is not None:
        _place(taken, taken.frame, shapes, ground, answers)
    return taken


def _fitted(taken: Taken, answers: Answers) -> grounds.Frame | None:
    """Return the frame that common points give; None, and a question, until a person has seen how well they agree."""
    fitted = fit_control(answers.control, answers.fit, f"EPSG:{storage_srid()}")
    taken.facts.fit = {**fitted.facts, "confirmed": answers.fit_confirmed}
    if not answers.fit_confirmed:
        taken.questions.append("fit")
        return None
    return grounds.Frame(storage_srid(), answers.swapped, fitted.operation)


def _check_columns(facts: Facts, answers: Answers) -> None:
    known = {column.casefold() for column in facts.columns}
    for column in (answers.number, answers.area):
        if column and column.casefold() not in known:
            raise ColumnMissing(name=column[:60], known=", ".join(facts.columns))


def _place(taken: Taken, frame: grounds.Frame, shapes: Any, ground: Any, answers: Answers) -> None:
    """Put the rows in place, and what is said of them there behind what was said in reading."""
    rows, start = taken.rows, 0
    for placed in grounds.placed_rows(shapes, frame, ground):
        taken.placed.append(placed)
        for told, more in ((rows.faults, placed.faults), (rows.notes, placed.notes)):
            told.update((start + at, [*told.get(start + at, ()), *those]) for at, those in more.items())
        start += len(placed.shapes)
    if not answers.set_aside or len(rows.faults) == len(rows.numbers):
        _refuse_faulty(rows)


def _refuse_faulty(rows: Rows) -> None:
    faulty = sorted(rows.faults)
    named = [{"row": rows.numbers[at], **each} for at in faulty[:NAMED] for each in rows.faults[at]]
    if named:
        raise RowsFaulty(rows=named[:NAMED], count=len(faulty))
