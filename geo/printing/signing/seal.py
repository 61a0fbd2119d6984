"""The office's seal: its certificate with the key, read from files once; where a hardware module would come in.

Whatever signs is a pyHanko `Signer`. A key in a hardware module is one too (pyhanko.sign.pkcs11.PKCS11Signer): a
deployment with such a module makes a `Seal` around it here, and nothing else changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from asn1crypto import crl as asn1_crl
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key, pkcs12
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

#: Most bytes of an ECDSA signature on a curve of 521 bits.
ECDSA_BYTES: Final = 141
Key = RSAPrivateKey | EllipticCurvePrivateKey


class SealUnusable(Exception):
    """The files of the seal do not make one; the text says why, for the operator."""


class KeySigner(Signer):
    """Signs with a key in memory. pyHanko's own reads and checks the key anew for each signature: 0.1 s with RSA."""

    def __init__(self, certificate: asn1_x509.Certificate, key: Key, chain: Iterable[asn1_x509.Certificate]) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(chain)
        super().__init__(signing_cert=certificate, cert_registry=store, embed_roots=False)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Return the signature of bytes (SHA-256); a dry run only asks how long it may be."""
        if digest_algorithm != "sha256":
            raise SealUnusable(f"digests by {digest_algorithm} are not made")
        if isinstance(self._key, RSAPrivateKey):
            dry = bytes(self._key.key_size // 8)
            return dry if dry_run else self._key.sign(data, PKCS1v15(), hashes.SHA256())
        return bytes(ECDSA_BYTES) if dry_run else self._key.sign(data, ECDSA(hashes.SHA256()))


@dataclass(frozen=True, slots=True)
class Seal:
    """Who signs, whom to believe, and the lists of revoked certificates that go into documents (DER)."""

    signer: Signer
    certificate: x509.Certificate
    roots: tuple[asn1_x509.Certificate, ...]
    crls: tuple[bytes, ...] = ()

    def require_in_time(self, moment: datetime) -> None:
        """Refuse to sign with a certificate that does not hold. Errors: SealUnusable."""
        if not self.certificate.not_valid_before_utc <= moment <= self.certificate.not_valid_after_utc:
            raise SealUnusable(f"the certificate holds until {self.certificate.not_valid_after_utc.isoformat()}")

    @property
    def name(self) -> str:
        """The common name in the certificate."""
        return common_name(self.certificate.subject)

    @property
    def authority(self) -> str:
        """The common name of who issued it."""
        return common_name(self.certificate.issuer)


def common_name(name: x509.Name) -> str:
    """Return the common name, or all of a name that has none."""
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def read_seal(*, certificate: Path, key: Path | None, passphrase: str, trust: Path, crls: Iterable[Path] = ()) -> Seal:
    """Read the seal: a PKCS#12, or certificates in PEM (the seal's own first) and the key beside them.

    Errors: SealUnusable.
    """
    secret = passphrase.encode() or None
    try:
        if key is None:
            private, own, others = pkcs12.load_key_and_certificates(certificate.read_bytes(), secret)
        else:
            own, *others = x509.load_pem_x509_certificates(certificate.read_bytes())
            private = load_pem_private_key(key.read_bytes(), secret)
        roots = read_certificates(trust)
        lists = tuple(read_crl(path) for path in crls)
    except (OSError, ValueError, TypeError) as error:
        raise SealUnusable(f"{type(error).__name__}: {error}") from error
    if own is None or not isinstance(private, RSAPrivateKey | EllipticCurvePrivateKey):
        raise SealUnusable("a certificate with a key of RSA or of an elliptic curve is needed")
    if private.public_key() != own.public_key():
        raise SealUnusable("the key is not that of the certificate")
    signer = KeySigner(_asn1(own), private, [_asn1(other) for other in others])
    return Seal(signer, own, roots, lists)


def read_certificates(path: Path) -> tuple[asn1_x509.Certificate, ...]:
    """Return the certificates of a PEM file. Errors: OSError, ValueError."""
    return tuple(_asn1(one) for one in x509.load_pem_x509_certificates(path.read_bytes()))


def read_crl(path: Path) -> bytes:
    """Return a list of revoked certificates as DER. Errors: OSError, ValueError."""
    data = path.read_bytes()
    der: bytes = pem.unarmor(data)[2] if pem.detect(data) else data
    asn1_crl.CertificateList.load(der, strict=True)
    return der


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
