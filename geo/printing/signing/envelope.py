"""The bytes that a signature does not cover itself: they must be exactly what our signing writes, and nothing else.

A signature covers the file but for the hexadecimal text that it stands in. There, readers forgive: small letters, bytes
after the end, unused certificates, an algorithm named twice. Whoever may change what nobody reads can still change a
file, so what is there is compared with what would be written from the same parts.
"""

from collections.abc import Iterable, Sequence

from asn1crypto import cms, x509
from asn1crypto.core import OctetString, ParsableOctetString

from geo.printing.signing.verdicts import NotValidError, Verdict


def _altered(reason: str) -> NotValidError:
    return NotValidError(Verdict.ALTERED, reason)


def require_whole(data: bytes, ranges: Sequence[int]) -> bytes:
    """Return the DER of a signature whose ByteRange leaves out its own text and no other byte of the file.

    Errors: NotValidError (altered).
    """
    if len(ranges) != 4:
        raise _altered("byte_range")
    begin, first, second, rest = (int(number) for number in ranges)
    if begin != 0 or second <= first or second + rest != len(data):
        raise _altered("not_the_whole_file")
    text = data[first:second]
    if text[:1] != b"<" or text[-1:] != b">":
        raise _altered("byte_range")
    return _unpadded(text[1:-1])


def _unpadded(text: bytes) -> bytes:
    """Return the DER in a hexadecimal text of capital letters that is filled up with zeros."""
    try:
        padded = bytes.fromhex(text.decode("ascii"))
    except ValueError as error:
        raise _altered("hexadecimal") from error
    size = _der_size(padded)
    if padded.hex().upper().encode() != text or any(padded[size:]):
        raise _altered("hexadecimal")
    return padded[:size]


def _der_size(data: bytes) -> int:
    """Return how long the first value of DER is, by its header."""
    if len(data) < 2:
        raise _altered("empty")
    if data[1] < 0x80:
        return 2 + data[1]
    count = data[1] & 0x7F
    return 2 + count + int.from_bytes(data[2 : 2 + count], "big")


def require_canonical(
    der: bytes, path: Iterable[x509.Certificate], stamp_path: Iterable[x509.Certificate] | None = None
) -> None:
    """Refuse a signature that says anything beside what was signed, in its envelope or in that of its time stamp.

    `path`, `stamp_path`: the certificates of the validated chains; no other may lie in the envelopes. Errors:
    NotValidError (altered).
    """
    info = cms.ContentInfo.load(der, strict=True)
    _require_rebuilt(info, path)
    attributes = info["content"]["signer_infos"][0]["unsigned_attrs"]
    if not attributes.native:
        return
    if len(attributes) != 1 or attributes[0]["type"].native != "signature_time_stamp_token" or stamp_path is None:
        raise _altered("unsigned_attributes")
    token = attributes[0]["values"]
    if len(token) != 1 or attributes.untag().dump() != _only(token[0]):
        raise _altered("unsigned_attributes")
    _require_rebuilt(token[0], stamp_path)


def _only(token: cms.ContentInfo) -> bytes:
    """Return unsigned attributes that hold a time stamp and nothing else."""
    attribute = {"type": "signature_time_stamp_token", "values": [token]}
    return bytes(cms.CMSAttributes([cms.CMSAttribute(attribute)]).dump())


def _require_rebuilt(info: cms.ContentInfo, path: Iterable[x509.Certificate]) -> None:
    signed = info["content"]
    signers, held = signed["signer_infos"], [choice.chosen for choice in signed["certificates"]]
    if len(signers) != 1:
        raise _altered("signers")
    known = {certificate.dump() for certificate in path}
    carried = [certificate.dump() for certificate in held]
    if len(set(carried)) != len(carried) or not known.issuperset(carried):
        raise _altered("foreign_certificate")
    told = signers[0]
    certificate = next((one for one in held if one.serial_number == told["sid"].chosen["serial_number"].native), None)
    if certificate is None:
        raise _altered("signer_missing")
    # Two ways to write the algorithm of a digest are right: with no parameters, and with empty ones.
    digest = told["digest_algorithm"]["algorithm"].native
    for parameters in ({}, {"parameters": None}):
        algorithm = cms.DigestAlgorithm({"algorithm": digest, **parameters})
        if _rebuilt(signed, told, certificate, algorithm) == info.dump():
            return
    raise _altered("envelope")


def _rebuilt(
    signed: cms.SignedData, told: cms.SignerInfo, certificate: x509.Certificate, digest: cms.DigestAlgorithm
) -> bytes:
    """Return an envelope as it would be written around the same signed attributes, signature and time stamp."""
    sid = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": cms.IssuerAndSerialNumber(sid)}),
            "digest_algorithm": digest,
            "signed_attrs": told["signed_attrs"],
            "signature_algorithm": cms.SignedDigestAlgorithm(_mechanism(told)),
            "signature": OctetString(told["signature"].native),
        }
    )
    if told["unsigned_attrs"].native:
        signer["unsigned_attrs"] = told["unsigned_attrs"]
    stamp = signed["encap_content_info"]["content_type"].native == "tst_info"
    content: dict[str, object] = {"content_type": "tst_info" if stamp else "data"}
    if stamp:
        content["content"] = ParsableOctetString(bytes(signed["encap_content_info"]["content"]))
    whole = {
        "version": "v3" if stamp else "v1",
        "digest_algorithms": cms.DigestAlgorithms([digest]),
        "encap_content_info": content,
        "certificates": signed["certificates"],
        "signer_infos": [signer],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(whole)}).dump())


def _mechanism(told: cms.SignerInfo) -> dict[str, object]:
    algorithm = told["signature_algorithm"]
    written: dict[str, object] = {"algorithm": algorithm["algorithm"].native}
    if algorithm["algorithm"].native == "rsassa_pss":
        written["parameters"] = algorithm["parameters"]
    return written
