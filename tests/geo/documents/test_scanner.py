"""Where there is a virus scanner, nothing is taken that it refuses or does not see; elsewhere papers say so."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from geo.documents.enums import DocumentKind
from geo.documents.errors import FileInfected, ScannerUnavailable
from geo.documents.models import Document
from geo.documents.scan import check_clean
from geo.documents.services import file_document
from geo.municipalities.scope import territory
from tests.factories.places import Places
from tests.geo.raster import paper

#: The test word of all scanners (eicar.org), in two pieces so that none finds it here.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@contextmanager
def clamd(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """A scanner of this machine that answers one question as clamd does; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            asker, _address = server.accept()
            with asker, asker.makefile("rb") as asked:
                assert asked.read(10) == b"zINSTREAM\0"
                sent = b""
                while length := struct.unpack(">I", asked.read(4))[0]:
                    sent += asked.read(length)
                asker.sendall(answer(sent))

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)


def honest(sent: bytes) -> bytes:
    return b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in sent else b"stream: OK\0"


def test_without_a_scanner_nothing_is_said_to_be_clean(settings):
    settings.CLAMD = ""
    assert check_clean(EICAR) is False


def test_what_the_scanner_finds_is_refused_from_bytes_and_from_a_file(settings, tmp_path: Path):
    (tmp_path / "x").write_bytes(b"\x00" * 200_000 + EICAR)
    for content in (EICAR, tmp_path / "x"):
        with clamd(honest) as settings.CLAMD, pytest.raises(FileInfected) as error:
            check_clean(content)
        assert error.value.context["found"] == "Win.Test.EICAR_HDB-1"
    with clamd(honest) as settings.CLAMD:
        assert check_clean(b"a" * 200_000) is True


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OKAY\0"])
def test_a_scanner_that_does_not_say_clean_lets_nothing_through(settings, answer: bytes):
    with clamd(lambda _sent: answer) as settings.CLAMD, pytest.raises(ScannerUnavailable):
        check_clean(b"x")


def test_a_scanner_that_is_not_there_lets_nothing_through(settings):
    settings.CLAMD = "/nowhere/clamd.ctl"
    with pytest.raises(ScannerUnavailable):
        check_clean(b"x")


@pytest.mark.django_db
def test_a_paper_is_refused_or_kept_in_quarantine_or_kept_as_seen(places: Places, settings):
    def file(content: bytes) -> Document:
        with territory([places.west.body.pk]):
            return file_document(
                subject="plans.plan:1", office=places.west.body, kind=DocumentKind.OTHER, title="x", name="x.png",
                content=content, by=places.west.engineer,
            )  # fmt: skip

    said = paper.chunk(b"tEXt", b"Comment\x00" + EICAR)
    bearing = paper.png(8, 8, chunks=said)
    with clamd(honest) as settings.CLAMD, pytest.raises(FileInfected):
        file(bearing)
    with clamd(honest) as settings.CLAMD:
        assert file(paper.png(8, 8)).scanned is True
    settings.CLAMD = ""
    assert file(paper.png(9, 9, chunks=said)).scanned is False
