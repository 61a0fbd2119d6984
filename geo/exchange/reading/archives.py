"""Archives: looked through before anything is unpacked, unpacked under names of our own, counted on real bytes."""

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from geo.exchange.reading.limits import Limits
from geo.exchange.reading.refusals import Refused

#: Parts of a shapefile that are read; other parts are indexes and notes.
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
#: Forms that may stand alone in an archive.
WHOLE = (
    ".gpkg", ".geojson", ".json", ".fgb", ".parquet", ".geoparquet", ".kml", ".gml", ".dxf", ".csv", ".xml", ".landxml",
    ".osm", ".pbf",
)  # fmt: skip
ARCHIVES = (".zip", ".kmz", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz", ".zst")
#: How archives begin: ZIP, bzip2, gzip, xz.
MAGIC = (b"PK\x03\x04", b"BZh", b"\x1f\x8b", b"\xfd7zXZ")
#: How archives of survey sheets are named (tars.py): a community's sheets are given out in one ZIP archive.
SHEETS = (".tar.bz2", ".tbz2")
#: What a damaged archive makes the library raise.
_DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)
_PORTION = 1024 * 1024


def unpack(archive: Path, folder: Path, limits: Limits) -> Path:
    """Unpack the one layer of a ZIP archive into a folder; return its main file.

    Errors: Refused (archive_unreadable, archive_path, archive_link, archive_nested, archive_encrypted, archive_count,
    archive_size, not_one_layer, shapefile_incomplete).
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [member for member in opened.infolist() if not member.is_dir()]
            _look_through(members, limits)
            wanted = _wanted(members)
            _write(opened, members, wanted, folder, limits)
    except _DAMAGE as error:
        raise Refused("archive_unreadable", reason=str(error)[:200]) from error
    return folder / next(own for own in wanted.values() if own.endswith((".shp", *WHOLE)))


def holds_sheets(archive: Path) -> bool:
    """Say whether a ZIP archive holds archives of survey sheets and nothing else. Errors: Refused."""
    try:
        with zipfile.ZipFile(archive) as opened:
            names = [member.filename.lower() for member in _files(opened)]
    except _DAMAGE as error:
        raise Refused("archive_unreadable", reason=str(error)[:200]) from error
    return bool(names) and all(name.endswith(SHEETS) for name in names)


def unpack_sheet_archives(archive: Path, folder: Path, limits: Limits) -> list[Path]:
    """Unpack the archives of sheets that a ZIP archive holds; what they hold is counted later. Errors: Refused."""
    try:
        with zipfile.ZipFile(archive) as opened:
            members = _files(opened)
            _look_through(members, limits, SHEETS)
            wanted = {member.filename: f"sheet{at}.tar.bz2" for at, member in enumerate(members)}
            _write(opened, members, wanted, folder, limits, begins=(b"BZh",))
    except _DAMAGE as error:
        raise Refused("archive_unreadable", reason=str(error)[:200]) from error
    return [folder / own for own in wanted.values()]


def _files(opened: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [each for each in opened.infolist() if not each.is_dir() and not each.filename.startswith("__MACOSX/")]


def _look_through(members: list[zipfile.ZipInfo], limits: Limits, expected: tuple[str, ...] = ()) -> None:
    """Refuse what an archive says of itself; `expected`: endings of archives that may be in it."""
    if len(members) > limits.members:
        raise Refused("archive_count", count=len(members), most=limits.members)
    for member in members:
        _check(member, expected)
    declared = sum(member.file_size for member in members)
    folded = sum(member.compress_size for member in members) or 1
    if declared > limits.unpacked or (declared > 16 * _PORTION and declared / folded > limits.folded):
        raise Refused("archive_size", most_mb=limits.unpacked // _PORTION)


def _check(member: zipfile.ZipInfo, expected: tuple[str, ...]) -> None:
    # The name as the archive writes it: the library has already changed what it gives as `filename`.
    name = member.orig_filename
    check_name(name, expected)
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise Refused("archive_link", name=name[:200])
    if member.flag_bits & 0x1:
        raise Refused("archive_encrypted", name=name[:200])


def check_name(name: str, expected: tuple[str, ...] = ()) -> None:
    """Refuse a member's name that leads outside, or that is an archive of other endings than expected.

    Errors: Refused.
    """
    plain = name.replace("\\", "/")
    parts = PurePosixPath(plain).parts
    if plain.startswith("/") or ".." in parts or "\x00" in plain or (parts and parts[0].endswith(":")):
        raise Refused("archive_path", name=name[:200])
    if plain.lower().endswith(ARCHIVES) and not (expected and plain.lower().endswith(expected)):
        raise Refused("archive_nested", name=name[:200])


def _wanted(members: list[zipfile.ZipInfo]) -> dict[str, str]:
    """Return member name → own name of the one layer's files."""
    real = [m for m in members if not m.filename.startswith("__MACOSX/")]
    whole = [m for m in real if m.filename.lower().endswith(WHOLE)]
    shapes = [m for m in real if m.filename.lower().endswith(".shp")]
    if len(whole) + len(shapes) != 1:
        names = ", ".join(sorted(m.filename for m in whole + shapes)[:10])
        raise Refused("not_one_layer", count=len(whole) + len(shapes), names=names)
    if whole:
        return {whole[0].filename: f"layer{PurePosixPath(whole[0].filename).suffix.lower()}"}
    stem = shapes[0].filename[:-4].lower()
    parts = {m.filename: f"layer{suffix}" for m in real for suffix in PARTS if m.filename.lower() == stem + suffix}
    if missing := {f"layer{suffix}" for suffix in PARTS[:3]} - set(parts.values()):
        raise Refused("shapefile_incomplete", missing=", ".join(sorted(m.removeprefix("layer") for m in missing)))
    return parts


def _write(
    opened: zipfile.ZipFile, members: list[zipfile.ZipInfo], wanted: dict[str, str], folder: Path, limits: Limits,
    begins: tuple[bytes, ...] = (),
) -> None:  # fmt: skip
    """Unfold every member, counting what really comes out; keep those that are wanted.

    `begins`: how all of them begin, where they are archives.
    """
    room = limits.unpacked
    for member in members:
        own = wanted.get(member.filename)
        with opened.open(member) as source:
            portion = source.read(_PORTION)
            if portion.startswith(MAGIC) if not begins else not portion.startswith(begins):
                raise Refused("archive_nested", name=member.filename[:200])
            target = (folder / own).open("wb") if own else None
            try:
                while portion:
                    room -= len(portion)
                    if room < 0:
                        raise Refused("archive_size", most_mb=limits.unpacked // _PORTION)
                    if target:
                        target.write(portion)
                    portion = source.read(_PORTION)
            finally:
                if target:
                    target.close()
