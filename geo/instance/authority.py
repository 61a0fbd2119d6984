"""The demo authority of an instance: a root and the seal that it certified, so that papers of the sample are signed."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID, ObjectIdentifier

#: Who looks at a signature reads these names: they say what it is worth.
AUTHORITY_NAME: Final = "Mukhattat demo authority, no legal value"
SEAL_NAME: Final = "Sample municipality (demo authority, no legal value)"
#: What the folder holds: certificates that anybody may read, keys for the owner of var/ alone.
AUTHORITY, AUTHORITY_KEY, SEAL, SEAL_KEY = "authority.pem", "authority.key", "seal.pem", "seal.key"
YEARS_DAYS: Final = 3650
KEY_BITS: Final = 3072
#: Clocks differ: what is signed in the first minutes must hold elsewhere too.
BACKDATED: Final = timedelta(hours=1)
#: RFC 9336: for signing documents.
DOCUMENT_SIGNING: Final = ObjectIdentifier("1.3.6.1.5.5.7.3.36")


def ensure(folder: Path) -> bool:
    """Make the authority and the seal of an instance once; return False when they are there.

    A folder that was left half made is made anew: nothing was signed with it.
    """
    if all((folder / name).is_file() for name in (AUTHORITY, AUTHORITY_KEY, SEAL, SEAL_KEY)):
        return False
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    root_key, seal_key = (generate_private_key(65537, KEY_BITS) for _ in range(2))
    root = _root(root_key)
    seal = _seal(root, root_key, seal_key.public_key())
    # The seal's certificate is written last: while it is missing, nothing signs.
    for name, key in ((AUTHORITY_KEY, root_key), (SEAL_KEY, seal_key)):
        _write(folder / name, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
    for name, certificate in ((AUTHORITY, root), (SEAL, seal)):
        _write(folder / name, certificate.public_bytes(Encoding.PEM), 0o644)
    return True


def _root(key: RSAPrivateKey) -> x509.Certificate:
    name = _name(AUTHORITY_NAME)
    usage = _usage(key_cert_sign=True, crl_sign=True)
    begun = _begun(name, name, key.public_key()).add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
    return begun.add_extension(usage, True).sign(key, hashes.SHA256())


def _seal(root: x509.Certificate, root_key: RSAPrivateKey, key: RSAPublicKey) -> x509.Certificate:
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    usage = _usage(digital_signature=True, content_commitment=True)
    begun = _begun(_name(SEAL_NAME), root.subject, key).add_extension(x509.BasicConstraints(False, None), True)
    purposes = x509.ExtendedKeyUsage([DOCUMENT_SIGNING, x509.oid.ExtendedKeyUsageOID.EMAIL_PROTECTION])
    whole = begun.add_extension(usage, True).add_extension(purposes, False).add_extension(issuer, False)
    return whole.sign(root_key, hashes.SHA256())


def _begun(subject: x509.Name, issuer: x509.Name, key: RSAPublicKey) -> x509.CertificateBuilder:
    since = datetime.now(UTC) - BACKDATED
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(since).not_valid_after(since + timedelta(days=YEARS_DAYS))
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), False)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "SA"), x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(**given: bool) -> x509.KeyUsage:
    every = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{use: given.get(use, False) for use in every})


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write a file as a whole; at no moment can another OS user read a key."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
