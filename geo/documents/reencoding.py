"""Pictures made anew from their pixels alone, in a process of its own; no Django.

What is not a pixel goes: places and cameras (EXIF, XMP), comments, thumbnails, second pictures, bytes behind the end. A
scan in TIFF becomes a PDF of its pages. The process may use so much memory and time, and sees nothing but the bytes.

    python -m geo.documents.reencoding FORM < picture > picture
"""

import io
import resource
import sys
import time

from PIL import Image, ImageOps, UnidentifiedImageError

#: Pixels of all pages of one file; the address space, bytes, and the time, seconds, that the process may take.
PIXELS = 200_000_000
MEMORY, SECONDS = 2 * 1024**3, 40
#: Pages of one scan.
PAGES = 200
#: Of a JPEG that must be made anew because it lay on its side; otherwise its own tables are kept.
QUALITY = 92
#: Dots per inch of a page whose scan does not say.
DPI = 200
#: What the process says when it cannot: exit codes.
UNREADABLE, TOO_LARGE = 3, 4
#: What Pillow raises at what is damaged.
_UNREADABLE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, IndexError)
_EPOCH = time.gmtime(0)  # the same pixels give the same bytes


class TooLarge(Exception):
    """More pixels or pages than a scan has."""


def remade(content: bytes, form: str) -> bytes:
    """Return a picture of a form (JPEG, PNG, TIFF) made anew; TIFF as a PDF. Errors: TooLarge, those of Pillow."""
    with Image.open(io.BytesIO(content), formats=[form]) as picture:
        if picture.width * picture.height > PIXELS:
            raise TooLarge
        return {"JPEG": _jpeg, "PNG": _png, "TIFF": _pdf_of_pages}[form](picture)


def _jpeg(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    kept = picture.getexif().get(0x0112, 1) == 1
    made = io.BytesIO()
    options = {"quality": "keep", "subsampling": "keep"} if kept else {"quality": QUALITY}
    (picture if kept else upright).save(made, "JPEG", exif=b"", icc_profile=None, comment=b"", **options)
    return made.getvalue()


def _png(picture: Image.Image) -> bytes:
    picture.load()
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    if picture.mode == "P":
        bare.putpalette(picture.getpalette() or [])
    made = io.BytesIO()
    bare.save(made, "PNG")
    return made.getvalue()


def _pdf_of_pages(picture: Image.Image) -> bytes:
    count: int = getattr(picture, "n_frames", 1)
    if count > PAGES:
        raise TooLarge
    dots = float((picture.info.get("dpi") or (DPI, DPI))[0]) or DPI
    pages, pixels = [], 0
    for number in range(count):
        picture.seek(number)
        pixels += picture.width * picture.height
        if pixels > PIXELS:
            raise TooLarge
        pages.append(_page(picture))
    made = io.BytesIO()
    pages[0].save(
        made, "PDF", save_all=True, append_images=pages[1:], resolution=dots, creationDate=_EPOCH, modDate=_EPOCH,
        producer="", title="",
    )  # fmt: skip
    return made.getvalue()


def _page(picture: Image.Image) -> Image.Image:
    """Return a page in a mode that a PDF has, upright."""
    upright = ImageOps.exif_transpose(picture)
    page = upright if upright.mode in ("1", "L", "RGB") else upright.convert("RGB")
    return Image.frombytes(page.mode, page.size, page.tobytes())


def main() -> int:
    """Read a picture from the standard input, write it made anew to the standard output; return an exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        made = remade(sys.stdin.buffer.read(), sys.argv[1])
    except (TooLarge, MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return TOO_LARGE
    except _UNREADABLE as error:
        sys.stderr.write(type(error).__name__)
        return UNREADABLE
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
