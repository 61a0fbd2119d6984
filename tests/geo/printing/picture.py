"""Pictures of PDF pages, and how far apart two of them are.

To renew the golden pages after a change that was meant, look at them, then run
`manage.py shell -c "from tests.geo.printing import picture, sample; picture.renew(sample.sample_html())"`.
"""

import re
import subprocess
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image, ImageFilter

from geo.printing.pdf import html_to_pdf

GOLDEN = Path(__file__).with_name("golden")
#: Dots per inch at which pages are compared, and the blur (pixels) that forgives a hair's breadth.
DPI = 100
BLUR = 2
#: Height and width in pixels of the tiles that are compared, and the least ink of a tile that counts.
TILE = (24, 48)
LEAST_INK = 0.02
#: Tried on the sample: letters unjoined 0.24, words reversed 0.10, columns mirrored 0.49, boxes
#: for letters 0.80; but text 1 % larger 0.05, a twentieth of a point between letters 0.03.
LIMIT = 0.08


def pages_of(pdf: bytes) -> list[Image.Image]:
    """Return the pages of a PDF as grey images."""
    with TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-png", "-", f"{folder}/page"], input=pdf, check=True)
        return _images(Path(folder))


def golden_pages() -> list[Image.Image]:
    """Return the pages that were looked at and found right."""
    return _images(GOLDEN)


def _images(folder: Path) -> list[Image.Image]:
    return [Image.open(BytesIO(path.read_bytes())) for path in sorted(folder.glob("*.png"))]


def renew(html: str) -> None:
    """Store the pages of a document as golden."""
    for number, page in enumerate(pages_of(html_to_pdf(html)), start=1):
        page.save(GOLDEN / f"sample-{number}.png", optimize=True)


def distance(pages: list[Image.Image], others: list[Image.Image]) -> float:
    """Return the largest distance of two pages of the same place; 1 when their number differs."""
    if len(pages) != len(others):
        return 1.0
    return max(_page_distance(page, other) for page, other in zip(pages, others, strict=True))


def _page_distance(page: Image.Image, other: Image.Image) -> float:
    """Return the mean, over tiles with ink, of the share of ink that lies elsewhere: 0 same, 1 all."""
    if page.size != other.size:
        return 1.0
    a, b = _tiles(page), _tiles(other)
    total = (a + b).sum(axis=1)
    inked = total > LEAST_INK * a.shape[1]
    return float((np.abs(a - b).sum(axis=1)[inked] / total[inked]).mean())


def _tiles(page: Image.Image) -> np.ndarray:
    """Return the darkness (0 to 1) of the blurred page, one row a tile."""
    ink = 1 - np.asarray(page.convert("L").filter(ImageFilter.GaussianBlur(BLUR)), dtype=float) / 255
    height, width = (size - size % step for size, step in zip(ink.shape, TILE, strict=True))
    grid = ink[:height, :width].reshape(height // TILE[0], TILE[0], width // TILE[1], TILE[1])
    return grid.swapaxes(1, 2).reshape(-1, TILE[0] * TILE[1])


def words_of(pdf: bytes) -> str:
    """Return the text of a PDF in reading order, squeezed: pdftotext moves spaces beside numbers."""
    read = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return squeezed(read)


def facts_of(pdf: bytes) -> dict[str, str]:
    """Return what pdfinfo says of a PDF."""
    said = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    lines = (line.partition(":") for line in said.splitlines())
    return {name.strip(): value.strip() for name, _colon, value in lines}


def metadata_of(pdf: bytes) -> str:
    """Return the XMP packet of a PDF."""
    return subprocess.run(["pdfinfo", "-meta", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def squeezed(text: str) -> str:
    """Return a text without spaces and without the direction marks that pdftotext adds."""
    return re.sub("[\\s\u202a-\u202e\u200e\u200f]", "", text)
