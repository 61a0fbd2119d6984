"""Tables as offices keep them: CSV or XLSX, whatever their columns are called."""

import csv
import zipfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from geo.search.folding import fold
from permits.past_grants.errors import ColumnsMissing, TableUnreadable

Row = dict[str, Any]
#: Bytes that the parts of a workbook may have together when they are unpacked.
LARGEST_WORKBOOK = 512 * 1024 * 1024
#: Our name → what such a column is called.
HEADINGS = {
    "source_key": ("key", "id", "م", "مسلسل", "رقم السجل", "الرقم التسلسلي"),
    "number": ("grant number", "request number", "number", "رقم المنحة", "رقم الطلب", "رقم المعاملة"),
    "name": ("name", "grantee", "الاسم", "اسم الممنوح", "اسم المواطن", "اسم صاحب المنحة"),
    "identifier": ("national id", "identifier", "identity", "رقم الهوية", "الهوية", "السجل المدني", "رقم السجل المدني"),
    "mobile": ("mobile", "phone", "الجوال", "رقم الجوال", "الهاتف"),
    "decision_number": ("decision number", "decision", "رقم القرار", "القرار", "رقم قرار التخصيص"),
    "decided": ("decision date", "date", "تاريخ القرار", "التاريخ", "تاريخ المنح"),
    "state": ("state", "status", "الحالة", "حالة المنحة"),
    "plan": ("plan", "plan number", "المخطط", "رقم المخطط"),
    "block": ("block", "البلك", "البلوك", "رقم البلك"),
    "parcel": ("parcel", "plot", "parcel number", "القطعة", "رقم القطعة"),
    "area": ("area", "area m2", "المساحة", "مساحة القطعة"),
}  # fmt: skip
_NAMED = {fold(heading): ours for ours, headings in HEADINGS.items() for heading in headings}


def rows_of(file: Path) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a table by our names, each with its line, the headings being line 1.

    Errors: TableUnreadable, ColumnsMissing.
    """
    lines = _sheet(file) if zipfile.is_zipfile(file) else _text(file)
    columns = [_NAMED.get(fold(str(heading or "")), "") for heading in next(lines, [])]
    if "name" not in columns or not {"source_key", "number"} & set(columns):
        raise ColumnsMissing
    for line, cells in enumerate(lines, start=2):
        if any(cell not in (None, "") for cell in cells):
            yield line, {name: cell for name, cell in zip(columns, cells, strict=False) if name}


def _text(file: Path) -> Iterator[list[Any]]:
    raw = file.read_bytes()
    if b"\0" in raw:
        raise TableUnreadable
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1256", errors="replace")
    heading = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=heading.count)
    return iter(csv.reader(StringIO(text, newline=""), delimiter=delimiter))


def _sheet(file: Path) -> Iterator[list[Any]]:
    """Yield the lines of the first sheet of a workbook, its formulas as the values that were saved."""
    from openpyxl import load_workbook  # only whoever brings a workbook waits for it

    with zipfile.ZipFile(file) as parts:
        if sum(part.file_size for part in parts.infolist()) > LARGEST_WORKBOOK:
            raise TableUnreadable
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        yield from ([*cells] for cells in book.worksheets[0].iter_rows(values_only=True))
        book.close()
    except (KeyError, ValueError, IndexError, zipfile.BadZipFile, SyntaxError) as error:
        raise TableUnreadable from error
