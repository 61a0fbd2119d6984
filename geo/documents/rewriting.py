"""A PDF written anew from its pages, in a confined process: what is seen stays, what acts or hides goes. No Django.

Kept are the pages with their size, content, fonts and pictures, and which layers are shown. What stood in form fields
and comments is drawn into the page. Scripts, actions, links, attached files, forms, comments, bookmarks, tags and
metadata are not copied, and every stream is unpacked and packed again. The same file gives the same bytes.

One line of JSON on the standard input, then the file; one line of JSON comes back, then the file.
"""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pikepdf
from pikepdf import Name

from geo.exchange.reading.confinement import NotConfined, confine
from geo.exchange.reading.limits import Limits

#: Pages and objects of one paper.
PAGES, OBJECTS = 2_000, 300_000
#: What is written in the first line: all that is kept is part of it (ISO 32000-1).
VERSION: Final = "1.7"
#: What is kept of a page (ISO 32000-2, table 31), and of a layer (table 96).
_OF_PAGE: Final = {
    "/Type", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit",
    "/Resources", "/Contents", "/Group",
}  # fmt: skip
_OF_LAYER: Final = {"/Type", "/Name", "/Intent"}
#: What a stream says beside its data that leads elsewhere, or is not seen (tables 5, 87, 93).
_BESIDE: Final = (
    "/OPI", "/Ref", "/PieceInfo", "/Metadata", "/AF", "/StructParent", "/StructParents", "/LastModified", "/Alternates",
    "/Measure", "/PtData",
)  # fmt: skip
#: Actions that only lead somewhere.
_LEADS: Final = {"/URI", "/GoTo"}
_CARRIES: Final = {"/FileAttachment", "/RichMedia", "/3D", "/Screen", "/Movie", "/Sound"}


class Refused(Exception):
    """The file is not rewritten; `code` says why, by one of the words of `safe.py`."""

    def __init__(self, code: str, found: str = "") -> None:
        super().__init__(code)
        self.code, self.found = code, found


def rewritten(content: bytes) -> tuple[bytes, list[str]]:
    """Return a PDF written anew, and what was left out of it, by word. Errors: Refused."""
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True) as sent:
            _look(sent)
            left_out = sorted(_left_out(sent))
            made = _written(_bare(sent))
            if sent.get_warnings():
                raise Refused("unreadable", "a stream is damaged")
            return made, left_out
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        raise Refused("unreadable", type(error).__name__) from error


def _look(sent: pikepdf.Pdf) -> None:
    """Refuse what is locked, too much, or what shows nothing of its own once all that acts is gone."""
    if sent.is_encrypted:
        raise Refused("locked")
    if len(sent.objects) > OBJECTS or len(sent.pages) > PAGES:
        raise Refused("too_large")
    if len(sent.pages) == 0:
        raise Refused("unreadable", "no pages")
    if "/XFA" in _fields_of(sent):
        raise Refused("active", "XFA")
    if "/Collection" in sent.Root:
        raise Refused("active", "Collection")


def _fields_of(sent: pikepdf.Pdf) -> Any:
    """Return the form of a file, empty where it has none."""
    form = sent.Root.get("/AcroForm")
    return form if isinstance(form, pikepdf.Dictionary) else {}


def _left_out(sent: pikepdf.Pdf) -> set[str]:
    """Return which sorts of things the file holds that are not copied, as far as a reader is told of them."""
    root: Any = sent.Root
    names: Any = root.get("/Names", {})
    found = set()
    if "/JavaScript" in names or "/AA" in root or _acts(root.get("/OpenAction")):
        found.add("actions")
    if "/EmbeddedFiles" in names or "/AF" in root:
        found.add("attachments")
    form = _fields_of(sent)
    if form:
        found.add("signatures" if int(form.get("/SigFlags", 0)) & 1 else "forms")
    for page in sent.pages:
        found |= {"actions"} if "/AA" in page.obj else set()
        found |= {"attachments"} if "/AF" in page.obj else set()
        found |= {sort for note in page.obj.get("/Annots", []) for sort in _sorts(note)}
    return found


def _sorts(note: Any) -> Iterator[str]:
    """Yield what an annotation is, where it is more than a mark on the page."""
    kind = str(note.get("/Subtype", ""))
    action = note.get("/A")
    if kind in _CARRIES:
        yield "attachments"
    if "/AA" in note or _acts(action):
        yield "actions"
    elif action is not None or "/Dest" in note:
        yield "links"


def _acts(action: Any) -> bool:
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) not in _LEADS


def _bare(sent: pikepdf.Pdf) -> pikepdf.Pdf:
    """Return a new file with the pages, and nothing else."""
    sent.generate_appearance_streams()
    sent.flatten_annotations("all")
    for page in sent.pages:
        for key in set(page.obj.keys()) - _OF_PAGE:
            del page.obj[key]
    for each in sent.objects:
        if isinstance(each, pikepdf.Stream):
            _strip(each)
    layers = _bare_layers(sent)
    made = pikepdf.new()
    made.pages.extend(sent.pages)
    if layers is not None:
        made.Root.OCProperties = made.copy_foreign(sent.make_indirect(layers))
    return made


def _strip(stream: pikepdf.Stream) -> None:
    """Take from a stream what is not its data. Errors: Refused for data in another file, and for PostScript."""
    if "/F" in stream:
        raise Refused("active", "external data")
    if Name.PS in (stream.get("/Subtype"), stream.get("/Subtype2")):
        raise Refused("active", "PostScript")
    for key in _BESIDE:
        if key in stream:
            del stream[key]


def _bare_layers(sent: pikepdf.Pdf) -> pikepdf.Dictionary | None:
    """Return which layers there are and which are hidden, without what would change that while somebody reads."""
    told = sent.Root.get("/OCProperties")
    if not isinstance(told, pikepdf.Dictionary) or "/OCGs" not in told:
        return None
    for layer in told.OCGs:
        for key in set(layer.keys()) - _OF_LAYER:
            del layer[key]
    shown = told.get("/D", pikepdf.Dictionary())
    kept = {key: shown[key] for key in ("/BaseState", "/ON", "/OFF") if key in shown}
    return pikepdf.Dictionary({"/OCGs": told.OCGs, "/D": pikepdf.Dictionary(kept)})


def _written(made: pikepdf.Pdf) -> bytes:
    """Return the bytes: no object hidden in a stream of objects, every stream unpacked and packed again."""
    out = io.BytesIO()
    made.save(
        out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=True,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized, recompress_flate=True, fix_metadata_version=False,
        min_version=VERSION,
    )  # fmt: skip
    if made.get_warnings():
        raise Refused("unreadable", "a stream is damaged")
    return out.getvalue()


def main() -> None:
    """Serve the one request."""
    request: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    _open_the_source_of_chance()
    try:
        confine(Path(request["folder"]), _libraries(), Limits(**request["limits"]))
        made, left_out = rewritten(content)
        told: dict[str, Any] = {"left_out": left_out}
    except NotConfined as error:
        made, told = b"", {"refused": "not_confined", "found": str(error)}
    except MemoryError:
        made, told = b"", {"refused": "too_large", "found": ""}
    except Refused as error:
        made, told = b"", {"refused": error.code, "found": error.found}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + made)


def _open_the_source_of_chance() -> None:
    """Let the library open the system's random numbers, which it wants before it says that a file is locked."""
    pikepdf.new().save(io.BytesIO(), encryption=pikepdf.Encryption(owner="", user=""))


def _libraries() -> list[Path]:
    """Return what may be read beside the folder: the interpreter, the libraries, this code."""
    here = Path(__file__).resolve().parents[1]
    places = [Path(sys.prefix), Path(sys.base_prefix) / "lib", Path("/lib"), Path("/usr/lib"), here]
    return [place for place in dict.fromkeys(place.resolve() for place in places) if place.exists()]


if __name__ == "__main__":
    main()
