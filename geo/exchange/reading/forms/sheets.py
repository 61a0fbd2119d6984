"""Several survey sheets of one archive as one layer: rows one behind the other, each with the name of its sheet."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from geo.exchange.reading.forms import vector
from geo.exchange.reading.forms.table import portions_of
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.refusals import Refused
from geo.exchange.reading.rows import Facts, Portion
from geo.exchange.reading.sniffing import Form

#: The column that names the sheet of a row.
SHEET = "sheet"


def read(paths: list[Path], options: Options, limits: Limits) -> tuple[Facts, Iterable[Portion]]:
    """Return the facts and rows of EDIGEO sheets (their main files), which must be in one system.

    Errors: Refused (sheets_differ, too_many_rows), and those of vector.columns_of.
    """
    read = [vector.columns_of(path, Form.EDIGEO, options, limits) for path in paths]
    facts = read[0][0]
    if len({each.crs for each, _geometry, _columns in read}) > 1:
        raise Refused("sheets_differ")
    counts = [each.rows for each, _geometry, _columns in read]
    if sum(counts) > limits.rows:
        raise Refused("too_many_rows", count=sum(counts), most=limits.rows)
    names = list(dict.fromkeys(name for each, _geometry, _columns in read for name in each.columns))
    columns: dict[str, list[object]] = {name: [] for name in names}
    for each, _geometry, values in read:
        told = dict(zip(each.columns, values, strict=True))
        for name in names:
            columns[name] += told.get(name, [None] * each.rows)
    columns[SHEET] = [path.stem for path, count in zip(paths, counts, strict=True) for _row in range(count)]
    facts.columns, facts.rows = list(columns), sum(counts)
    facts.notes = [note for each, _geometry, _columns in read for note in each.notes]
    geometry = np.concatenate([shapes for _facts, shapes, _columns in read])
    return facts, portions_of(facts.columns, list(columns.values()), geometry, options, limits)
