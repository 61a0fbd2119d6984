"""Certificates for tests: a root, what it certified, time stamps, lists of revoked certificates."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from geo.printing.signing.seal import KeySigner, Seal

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
USES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def _name(common):
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "SA"), x509.NameAttribute(NameOID.COMMON_NAME, common)])


@dataclass(frozen=True)
class Held:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: object

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def asn1(self):
        return asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))


class Pki:
    """A root of a name, and what it makes."""

    def __init__(self, name="Test root"):
        self.root = self.certified(name, uses=("key_cert_sign", "crl_sign"), authority=True, own=True)

    def certified(
        self, name, *, uses=("digital_signature", "content_commitment"), by=None, authority=False, own=False,
        since=NOW - DAY, until=NOW + 365 * DAY, purpose=None, elliptic=True,
    ):  # fmt: skip
        """Return a certificate by the root, or by another authority."""
        key = ec.generate_private_key(ec.SECP256R1()) if elliptic else rsa.generate_private_key(65537, 2048)
        issuer = None if own else (by or self.root)
        signer = key if own else issuer.key
        usage = x509.KeyUsage(**{use: use in uses for use in USES})
        builder = (
            x509.CertificateBuilder().subject_name(_name(name)).public_key(key.public_key())
            .issuer_name(_name(name) if own else issuer.certificate.subject)
            .serial_number(x509.random_serial_number()).not_valid_before(since).not_valid_after(until)
            .add_extension(x509.BasicConstraints(authority, None), True).add_extension(usage, True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False)
        )  # fmt: skip
        if purpose:
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), True)
        return Held(builder.sign(signer, hashes.SHA256()), key)

    def seal(self, held=None, *, chain=(), crls=(), roots=()):
        """Return a seal that this root vouches for."""
        held = held or self.certified("Test seal")
        signer = KeySigner(held.asn1, held.key, [one.asn1 for one in chain])
        return Seal(signer, held.certificate, (self.root.asn1, *roots), tuple(crls))

    def stamper(self, *, at=None, held=None):
        """Return a time stamp authority in this process."""
        held = held or self.certified(
            "Test clock", uses=("digital_signature",), purpose=ExtendedKeyUsageOID.TIME_STAMPING, elliptic=False
        )
        der = held.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return DummyTimeStamper(held.asn1, asn1_keys.PrivateKeyInfo.load(der), certs_to_embed=(), fixed_dt=at)

    def crl(self, revoked=(), *, by=None, at=NOW - DAY / 2, since=NOW - DAY / 2, until=NOW + 30 * DAY):
        """Return the list of revoked certificates as DER."""
        by = by or self.root
        builder = x509.CertificateRevocationListBuilder().issuer_name(by.certificate.subject)
        builder = builder.last_update(since).next_update(until)
        for held in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(held.certificate.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(at).build())
        return builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)


def write_seal(folder: Path, pki: Pki, held: Held, *, passphrase: str | None = None) -> dict[str, str]:
    """Write a seal's files as an operator has them; return the settings that name them."""
    (folder / "root.pem").write_bytes(pki.root.pem)
    if passphrase is not None:
        packed = pkcs12.serialize_key_and_certificates(
            b"seal", held.key, held.certificate, None, BestAvailableEncryption(passphrase.encode())
        )
        (folder / "seal.p12").write_bytes(packed)
        told = {"SIGNING_CERTIFICATE": str(folder / "seal.p12"), "SIGNING_KEY": "", "SIGNING_PASSPHRASE": passphrase}
    else:
        (folder / "seal.pem").write_bytes(held.pem)
        private = held.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "seal.key").write_bytes(private)
        told = {"SIGNING_CERTIFICATE": str(folder / "seal.pem"), "SIGNING_KEY": str(folder / "seal.key")}
    return {**told, "SIGNING_TRUST": str(folder / "root.pem")}
