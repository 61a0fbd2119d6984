"""Papers in PDF: a plain one, and what hostile ones are made from."""

from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name

from geo.documents.rewriting import rewritten


def blank(words: str = "PLAN") -> pikepdf.Pdf:
    """Return a file of one page with some words on it, to be made hostile."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 200))
    font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
    page.obj.Contents = made.make_stream(f"BT /F1 24 Tf 20 100 Td ({words}) Tj ET".encode("ascii"))
    return made


def saved(made: pikepdf.Pdf, **how: Any) -> bytes:
    """Return the bytes of a file."""
    out = BytesIO()
    made.save(out, **how)
    return out.getvalue()


@cache
def pdf(words: str = "PLAN") -> bytes:
    """Return a plain paper, as the archive keeps it: written anew it is the same."""
    return rewritten(saved(blank(words)))[0]
