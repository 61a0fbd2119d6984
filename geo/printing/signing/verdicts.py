"""What can be said of a signed file; pure, so that the confined process and the service share it."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """The answer in a word; the order is that of the exit codes of `manage.py verify_pdf`."""

    VALID = "valid"  # signed by whom we believe, and not a byte was changed
    ALTERED = "altered"  # signed, and changed since
    UNSIGNED = "unsigned"
    UNTRUSTED = "untrusted"  # whole, but sealed by somebody whom nobody here vouches for
    CERTIFICATE = "certificate"  # the certificate did not hold: run out, not begun, revoked
    CLOCK = "clock"  # signed in the future by this machine's clock
    UNREADABLE = "unreadable"


#: 0 is valid; 1 and 2 are taken by faults of the command and of its arguments.
EXIT_CODES = {verdict: 0 if verdict == Verdict.VALID else 9 + place for place, verdict in enumerate(Verdict)}


class Level(StrEnum):
    """Baseline levels of ETSI EN 319 142-1 that are told apart here."""

    NONE = ""
    B = "B-B"  # who signed
    T = "B-T"  # and when, by a time stamp of another
    LT = "B-LT"  # and all that is needed to prove it later without asking anybody


class NotValidError(Exception):
    """The file is not valid, for a verdict and a reason."""

    def __init__(self, verdict: Verdict, reason: str) -> None:
        super().__init__(f"{verdict}: {reason}")
        self.verdict, self.reason = verdict, reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found. Times are ISO 8601; `reason` is a short English code, for programs and logs.

    `signed_at` is the time stamp's when `stamped`, otherwise what the signer said. `certificate` is the SHA-256 of the
    signer's certificate. Where the file is not whole, nothing of this was proven and nothing is told.
    """

    verdict: Verdict
    reason: str = ""
    level: Level = Level.NONE
    signer: str = ""
    authority: str = ""
    signed_at: str = ""
    stamped: bool = False
    certificate: str = ""
    holds_until: str = ""
    revoked_at: str = ""
    confined: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON can carry it."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Report":
        """Return a report that came as JSON. Errors: ValueError, TypeError when it is none."""
        return cls(**{**told, "verdict": Verdict(told["verdict"]), "level": Level(told["level"])})
