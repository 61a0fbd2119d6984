"""Signatures between the register and the biller: HMAC-SHA256 with a timestamp; pure.

What is signed: the timestamp (seconds since 1970, decimal), a line feed, the purpose of the message, a line feed, the
bytes of the body. The purpose keeps a message of one kind from being sent as another.
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

#: Header names, as HTTP carries them.
TIMESTAMP = "X-Biller-Timestamp"
SIGNATURE = "X-Biller-Signature"
#: Seconds by which the clocks of both sides, and the way between, may differ.
TOLERANCE_S = 300


def sign(body: bytes, *, purpose: str, secret: str, at: datetime) -> dict[str, str]:
    """Return the headers that sign a body for a purpose at an instant."""
    timestamp = str(int(at.timestamp()))
    return {TIMESTAMP: timestamp, SIGNATURE: _mac(body, purpose, secret, timestamp)}


def is_signed(body: bytes, headers: Mapping[str, str], *, purpose: str, secrets: Sequence[str], now: datetime) -> bool:
    """Say whether a body bears the signature of one of the secrets, made within the tolerance of now."""
    timestamp, signature = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    fresh = abs(now.timestamp() - int(timestamp)) <= TOLERANCE_S
    wanted = (_mac(body, purpose, secret, timestamp) for secret in secrets)
    told = signature.encode()
    return any([hmac.compare_digest(each.encode(), told) for each in wanted]) and fresh


def _mac(body: bytes, purpose: str, secret: str, timestamp: str) -> str:
    return hmac.new(secret.encode(), f"{timestamp}\n{purpose}\n".encode() + body, "sha256").hexdigest()
