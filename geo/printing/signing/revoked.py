"""Whether a certificate of a chain was revoked, by the lists at hand.

pyHanko asks a list only when the certificate says where lists are published; a list that an office hands over counts
here whatever the certificate says, and one that has run out too: what was revoked stays so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPublicKeyTypes, CertificatePublicKeyTypes
from cryptography.x509 import CertificateRevocationList


@dataclass(frozen=True, slots=True)
class Revocation:
    """When a certificate of the chain was revoked, and whether it is the signer's own."""

    at: datetime
    own: bool


def revocation(path: Sequence[asn1_x509.Certificate], lists: Iterable[bytes], *, moment: datetime) -> Revocation | None:
    """Return what was revoked of a chain (from the root down) at a moment, the signer's own first; None: nothing.

    A list counts when the certificate above signed it. Errors: ValueError for a list that is none.
    """
    chain = [x509.load_der_x509_certificate(certificate.dump()) for certificate in path]
    known = [x509.load_der_x509_crl(one) for one in lists]
    for place in range(len(chain) - 1, 0, -1):
        at = _revoked_at(chain[place], chain[place - 1], known)
        if at is not None and at <= moment:
            return Revocation(at, own=place == len(chain) - 1)
    return None


def _revoked_at(
    certificate: x509.Certificate, issuer: x509.Certificate, lists: Iterable[CertificateRevocationList]
) -> datetime | None:
    key = issuer.public_key()
    days = [
        entry.revocation_date_utc
        for one in lists
        if one.issuer == issuer.subject and _signed_by(one, key)
        and (entry := one.get_revoked_certificate_by_serial_number(certificate.serial_number)) is not None
    ]  # fmt: skip
    return min(days, default=None)


def _signed_by(one: CertificateRevocationList, key: CertificatePublicKeyTypes) -> bool:
    if not isinstance(key, get_args(CertificateIssuerPublicKeyTypes)):
        return False
    return one.is_signature_valid(cast(CertificateIssuerPublicKeyTypes, key))
