"""From template to PDF: no network, no missing letter, the same bytes for the same text."""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML, Document
from weasyprint.css import ColorProfile
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from geo.printing.errors import ForeignResourceError, GlyphsMissing, RenderingError
from geo.printing.fonts import require_arabic_font

#: The only files that a template may name; fonts come from fontconfig, not by URL.
RESOURCES = Path(__file__).resolve().parent / "static" / "printing"
#: ISO 19005-2, level A: kept as it is for decades, tagged for screen readers. Its colours need a profile.
VARIANT = "pdf/a-2a"
PROFILE = "sRGB2014.icc"


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
    """Fetches `data:` and the files under RESOURCES; remembers whatever else a document asked for."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data", "file"), allow_redirects=False, fail_on_errors=True)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return the resource. Errors: any, which WeasyPrint turns into FatalURLFetchingError."""
        try:
            if url.startswith("file:") and not _is_ours(url):
                raise ValueError("not one of the files for printing")
            return super().fetch(url, headers)
        except Exception:
            # While it draws SVG, WeasyPrint catches even what is fatal: so the refusal is remembered too.
            self.refused.append(url)
            raise


def _is_ours(url: str) -> bool:
    return Path(URLFetcherResponse(url).path).resolve().is_relative_to(RESOURCES)


class _Complaints(logging.Handler):
    """Collects what WeasyPrint reports as an error in this thread, where it would go on without the part."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.thread_id = threading.get_ident()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread_id:
            self.said.append(record.getMessage())


@contextmanager
def _listening() -> Iterator[list[str]]:
    logger, handler = logging.getLogger("weasyprint"), _Complaints()
    logger.addHandler(handler)
    try:
        yield handler.said
    finally:
        logger.removeHandler(handler)


def html_to_pdf(html: str) -> bytes:
    """Return a tagged PDF/A of a whole HTML document; title, author and language come from its head.

    Errors: ArabicFontMissing, GlyphsMissing; ForeignResourceError when the HTML names what is not ours,
    RenderingError when a part of it could not be drawn.
    """
    require_arabic_font()
    fetcher = OwnFilesOnly()
    with _listening() as complaints:
        try:
            document, pdf = _rendered(html, fetcher)
        except FatalURLFetchingError as error:
            raise ForeignResourceError(str(error)) from error
    if fetcher.refused:
        raise ForeignResourceError(", ".join(fetcher.refused))
    if complaints:
        raise RenderingError("; ".join(complaints))
    missing = sorted({codepoint for font in document.fonts.values() for codepoint in font.missing})
    if missing:
        raise GlyphsMissing(characters=[f"U+{codepoint:04X}" for codepoint in missing])
    return pdf


def _rendered(html: str, fetcher: OwnFilesOnly) -> tuple[Document, bytes]:
    # The profile is handed in: the one that WeasyPrint opens by itself it never closes.
    icc = BytesIO((files("weasyprint.pdf") / PROFILE).read_bytes())
    profiles = {"archive": ColorProfile(icc, PROFILE, "relative-colorimetric", (["r"], ["g"], ["b"]))}
    options = {"pdf_variant": VARIANT, "output_intent": "archive"}
    source = HTML(string=html, url_fetcher=fetcher, base_url=RESOURCES.as_uri() + "/")
    document = source.render(color_profiles=profiles, **options)
    return document, bytes(document.write_pdf(**options))


def render_pdf(template: str, context: Mapping[str, Any], *, language: str) -> bytes:
    """Return the PDF of a template that extends printing/base_print.html, in a language.

    Errors: as html_to_pdf.
    """
    with translation.override(language):
        html = render_to_string(template, {**context, "language": language, "rtl": language.startswith("ar")})
    return html_to_pdf(html)
