"""Signatures of messages to programs, in the form of Standard Webhooks: HMAC-SHA256 over id, time and bytes; pure."""

import base64
import hashlib
import hmac
from datetime import datetime

#: How a secret is told: this, then 32 random bytes in Base64.
PREFIX = "whsec_"


def told_secret(secret: bytes) -> str:
    """Return a secret as it is shown to its owner, once."""
    return PREFIX + base64.b64encode(secret).decode()


def signed_headers(body: bytes, *, message_id: str, at: datetime, secret: bytes) -> dict[str, str]:
    """Return the headers that sign a message; a repeat has the same id and a new time.

    >>> from datetime import UTC
    >>> moment = datetime(2026, 1, 1, tzinfo=UTC)
    >>> signed_headers(b"{}", message_id="msg_1", at=moment, secret=b"x")["webhook-timestamp"]
    '1767225600'
    """
    timestamp = str(int(at.timestamp()))
    mac = hmac.new(secret, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }
