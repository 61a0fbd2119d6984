"""Archives of survey sheets (tar and bzip2): unfolded under a count of real bytes, looked through, then unpacked.

The sheets are EDIGEO (AFNOR NF Z 52000): an exchange is one file .THF and the files that it names, side by side.
"""

import bz2
import re
import tarfile
from dataclasses import replace
from pathlib import Path, PurePosixPath

from geo.exchange.reading.archives import MAGIC, check_name
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.refusals import Refused

#: The file that names the others, and how those end.
_MAIN, _PARTS = ".thf", (".gen", ".geo", ".dic", ".scd", ".qal", ".vec")
_NAME = re.compile(r"[A-Za-z0-9_]{1,40}\.[A-Za-z]{3}")
#: A name of a part that is a path.
_ELSEWHERE = re.compile(rb"^(?:LON|GNN|GON|QAN|DIN|SCN|GDN)S\w\d*:[^\r\n]*[/\\]", re.MULTILINE)
_PORTION = 1024 * 1024
#: What a damaged archive makes the library raise.
_DAMAGE = (tarfile.TarError, OSError, EOFError, ValueError, OverflowError, KeyError, IndexError)


def unpack_sheet(archive: Path, folder: Path, limits: Limits) -> Path:
    """Unpack the one exchange of an archive into a folder; return its main file.

    Errors: Refused (archive_unreadable, archive_size, archive_path, archive_link, archive_nested, archive_count,
    not_one_layer, sheet_incomplete).
    """
    return _unpack(archive, folder, limits)[0]


def unpack_sheets(archives: list[Path], folder: Path, limits: Limits) -> list[Path]:
    """Unpack several archives, each into a folder of its own; return their main files.

    Files and bytes are counted over all of them, those that the archive around them held among them. Errors: as
    unpack_sheet.
    """
    mains, members, room = [], len(archives), limits.unpacked - sum(each.stat().st_size for each in archives)
    for at, archive in enumerate(archives):
        own = folder / f"unpacked{at}"
        own.mkdir()
        main, size, count = _unpack(archive, own, replace(limits, unpacked=max(0, room)), members)
        archive.unlink()
        mains.append(main)
        members, room = members + count, room - size
    return mains


def _unpack(archive: Path, folder: Path, limits: Limits, before: int = 0) -> tuple[Path, int, int]:
    """Unpack one exchange; return its main file, the bytes that it unfolded to, and how many files it has.

    `before`: files that were counted before it.
    """
    plain = folder / "unfolded"
    try:
        size = _unfold(archive, plain, limits)
        with tarfile.open(plain, "r:") as opened:
            members = _looked_through(opened, limits, before)
            return _write(opened, members, folder), size, len(members)
    except _DAMAGE as error:
        raise Refused("archive_unreadable", reason=str(error)[:200]) from error
    finally:
        plain.unlink(missing_ok=True)


def _unfold(archive: Path, plain: Path, limits: Limits) -> int:
    """Write what the archive unfolds to, no more than is taken; return how many bytes that is."""
    most = min(limits.unpacked, limits.written_file, max(16 * _PORTION, limits.folded * archive.stat().st_size))
    room = most
    with bz2.open(archive) as source, plain.open("wb") as target:
        while portion := source.read(_PORTION):
            room -= len(portion)
            if room < 0:
                raise Refused("archive_size", most_mb=limits.unpacked // _PORTION)
            target.write(portion)
    return most - room


def _looked_through(opened: tarfile.TarFile, limits: Limits, before: int) -> list[tarfile.TarInfo]:
    """Return the files of an archive, each a plain file under a harmless name."""
    found: list[tarfile.TarInfo] = []
    while (member := opened.next()) is not None:
        found.append(member)
        check_name(member.name)
        if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.DIRTYPE) or member.issparse():
            raise Refused("archive_link", name=member.name[:200])
        if before + len(found) > limits.members:
            raise Refused("archive_count", count=before + len(found), most=limits.members)
    return [member for member in found if not member.isdir()]


def _write(opened: tarfile.TarFile, members: list[tarfile.TarInfo], folder: Path) -> Path:
    names = {PurePosixPath(member.name).name: member for member in members}
    wanted = {name: member for name, member in names.items() if name.lower().endswith((_MAIN, *_PARTS))}
    mains = [name for name in wanted if name.lower().endswith(_MAIN)]
    if len(mains) != 1 or len(names) != len(members):
        raise Refused("not_one_layer", count=len(mains), names=", ".join(sorted(mains)[:10]))
    for name, member in wanted.items():
        source = opened.extractfile(member)
        if source is None or not _NAME.fullmatch(name):
            raise Refused("archive_path", name=name[:200])
        content = source.read()
        if content.startswith(MAGIC):
            raise Refused("archive_nested", name=name[:200])
        (folder / name).write_bytes(content)
    check_sheet(folder / mains[0])
    return folder / mains[0]


def check_sheet(main: Path) -> None:
    """Refuse an exchange that names files elsewhere, or whose files are not there. Errors: Refused."""
    told = main.read_bytes()
    if _ELSEWHERE.search(told):
        raise Refused("archive_path", name=main.name[:200])
    there = {path.suffix.lower() for path in main.parent.iterdir()}
    if missing := {".geo", ".gen", ".scd", ".dic", ".vec"} - there:
        raise Refused("sheet_incomplete", missing=", ".join(sorted(missing)))
