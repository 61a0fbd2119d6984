"""Say what the signature of a file is worth, without a database."""

import json
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from geo.errors import DomainError
from geo.printing.signing.check import Trust
from geo.printing.signing.seal import read_certificates, read_crl
from geo.printing.signing.services import check_file, trusted
from geo.printing.signing.verdicts import EXIT_CODES, Report, Verdict

#: In English, whatever the reader's language: scripts and log files read it. The pages say the same in both.
SENTENCES = {
    Verdict.VALID: "The signature is sound: nothing was changed after signing.",
    Verdict.ALTERED: "The file was changed after it was signed, or its signature is damaged.",
    Verdict.UNSIGNED: "The file bears no electronic signature.",
    Verdict.UNTRUSTED: "The file is signed by somebody for whom no authority named here vouches.",
    Verdict.CERTIFICATE: "The certificate of the signature does not hold.",
    Verdict.CLOCK: "The file says that it was signed in the future: a clock is wrong, or the file is.",
    Verdict.UNREADABLE: "The file cannot be read as a PDF.",
}


class Command(BaseCommand):
    """Verify a PDF.

    Exit codes: 0 valid, 10 altered, 11 unsigned, 12 untrusted, 13 certificate, 14 clock, 15 unreadable.
    """

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--trust", type=Path, metavar="CA.pem", help="whom to believe instead of SIGNING_TRUST")
        parser.add_argument("--crl", type=Path, action="append", default=[], help="a list of revoked certificates")
        parser.add_argument("--at", default="", metavar="TIME", help="as if it were then: 2026-11-22T10:00+03:00")
        parser.add_argument("--json", action="store_true", help="the whole report as JSON")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            trust = Trust(read_certificates(options["trust"])) if options["trust"] else trusted()
            trust = replace(trust, crls=(*trust.crls, *map(read_crl, options["crl"])))
            report = check_file(file.read_bytes(), trust=trust, now=_moment(options["at"]))
        except (OSError, ValueError, DomainError) as error:
            raise CommandError(str(error)) from error
        told = json.dumps(report.to_json(), ensure_ascii=False) if options["json"] else "\n".join(_lines(report))
        self.stdout.write(told)
        if report.verdict != Verdict.VALID:
            sys.exit(EXIT_CODES[report.verdict])


def _moment(typed: str) -> datetime:
    if not typed:
        return timezone.now()
    moment = parse_datetime(typed)
    if moment is None or moment.tzinfo is None:
        raise ValueError(f"{typed!r} is no moment with its zone, as 2026-11-22T10:00+03:00")
    return moment


def _lines(report: Report) -> list[str]:
    """Return the report for a person at a terminal."""
    first = SENTENCES[report.verdict] + (f" ({report.reason})" if report.reason else "")
    if not report.signer:
        return [first]
    by = "by the time stamp of another authority" if report.stamped else "by the signer's own clock"
    lines = [
        first,
        f"Signed by:    {report.signer}",
        f"Certified by: {report.authority}",
        f"Signed at:    {report.signed_at} ({by})",
        f"Certificate:  SHA-256 {report.certificate}, holds until {report.holds_until}",
        f"Level:        PAdES {report.level}",
    ]
    return [*lines, f"Revoked at:   {report.revoked_at}"] if report.revoked_at else lines
