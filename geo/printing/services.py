"""Filing a document in the register, and ending it."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from geo.printing.codes import grouped, new_code
from geo.printing.errors import AlreadyInForce, NotInForce, NotSuspended, ReasonMissing
from geo.printing.facts import PublicFact, to_json
from geo.printing.models import Printout
from geo.printing.pdf import render_pdf
from geo.printing.qr import qr_svg
from geo.printing.selectors import authority_lines
from geo.printing.signing.services import seal_pdf, usable_seal
from geo.printing.signing.signer import About
from geo.series.errors import OutsideTerritory
from geo.series.services import record_act

QR_SIZE_MM = 23
ONE_IN_FORCE = "printout_one_in_force"
#: SQLSTATE of a row that row level security does not let in (insufficient_privilege).
ROW_SECURITY = "42501"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that is needed to print one document and to file it.

    `template` extends printing/base_print.html; it finds the Face as `printout` beside `context`. `number` is
    the document's number as printed. `facts` are all that the verification page will tell. `valid_until` is the last
    day of its term, None when it has none. `deciders` are the names of those who decided, in the order of their acts:
    they stand beside the seal in the signature.
    """

    kind: str
    title: str
    language: str
    number: str
    municipality: Municipality
    record_type: str
    record_id: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    facts: Sequence[PublicFact] = ()
    valid_until: date | None = None
    deciders: Sequence[str] = ()

    @property
    def about(self) -> About:
        """What a reader of PDF shows beside the signature."""
        reason = " · ".join([f"{self.title} {self.number}", *self.deciders])
        with translation.override(self.language):
            name = str(self.municipality.local_name)
        return About(reason=reason, location=name, name=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What the base template prints around every document."""

    title: str
    number: str
    issued_at: datetime
    authority: tuple[str, ...]
    grouped_code: str
    verify_page: str
    qr: SafeString
    sample: bool
    #: The name in the certificate of the electronic seal; empty on a document that is not signed.
    seal: str = ""

    @property
    def seal_direction(self) -> str:
        """How the name of the seal is written: the printer does not find that out line by line."""
        return "rtl" if re.search(r"[\u0600-\u06ff]", self.seal) else "ltr"

    @property
    def created(self) -> str:
        """The moment of issue as PDF metadata want it: ISO 8601 to the second."""
        return timezone.localtime(self.issued_at).isoformat(timespec="seconds")


def verify_url(code: str | None = None) -> str:
    """Return the full address that the QR of a document holds; without a code, that of the form."""
    base: str = settings.BASE_URL
    return base.rstrip("/") + reverse("printing:verify", args=[code] if code else [])


def compose_face(draft: Draft, *, code: str, issued_at: datetime, seal: str = "") -> Face:
    """Return the letterhead, numbers, code and QR of a draft."""
    return Face(
        title=draft.title,
        number=draft.number,
        issued_at=issued_at,
        authority=authority_lines(draft.municipality, draft.language),
        grouped_code=grouped(code),
        verify_page=verify_url(),
        qr=qr_svg(verify_url(code), size_mm=QR_SIZE_MM),
        sample=settings.SAMPLE_NOTICE,
        seal=seal,
    )


@transaction.atomic
def file_printout(
    *, draft: Draft, by: User | None, replaces: Printout | None = None, issued_at: datetime | None = None
) -> Printout:
    """Print and sign a draft, file the PDF under its hash, and seal the hash in the office's chain.

    `replaces`: the document in force that this one takes the place of. Errors: AlreadyInForce, NotInForce (of
    what is to be replaced), OutsideTerritory, SigningUnavailable, and those of render_pdf.
    """
    code, moment = new_code(), issued_at or timezone.now()
    paper = _paper(draft, code, moment)
    printout = Printout(
        code=code, kind=draft.kind, title=draft.title, language=draft.language, number=draft.number,
        municipality=draft.municipality, record_type=draft.record_type, record_id=draft.record_id,
        issued_at=moment, sha256=hashlib.sha256(paper.pdf).hexdigest(), pdf=paper.pdf,
        public_facts=to_json(draft.facts), valid_until=draft.valid_until, seal_level=paper.level,
        seal_certificate=paper.certificate,
    )  # fmt: skip
    if replaces is not None:
        _end(replaces, superseded_by=printout.pk)
    _insert(printout)
    predecessor = str(replaces.pk) if replaces else ""
    facts = {"sha256": printout.sha256, "replaces": predecessor}
    sealed = {"level": paper.level, "certificate": paper.certificate}
    _seal("file printout", printout, by, {**facts, "seal": sealed})
    return printout


@dataclass(frozen=True, slots=True)
class _Paper:
    """The bytes of a document, and the level and the certificate of its signature; both empty when it has none."""

    pdf: bytes
    level: str = ""
    certificate: str = ""


def _paper(draft: Draft, code: str, moment: datetime) -> _Paper:
    """Print and sign. The seal is asked for first: what cannot be signed is not printed either."""
    seal = usable_seal()
    face = compose_face(draft, code=code, issued_at=moment, seal=seal.name if seal else "")
    pdf = render_pdf(draft.template, {**draft.context, "printout": face}, language=draft.language)
    if seal is None:
        return _Paper(pdf)
    signed = seal_pdf(pdf, seal=seal, about=draft.about)
    return _Paper(signed.pdf, signed.report.level.value, signed.report.certificate)


@transaction.atomic
def suspend_printout(*, printout: Printout, reason: str, by: User | None, at: datetime | None = None) -> Printout:
    """Say of a document in force that it does not hold for now; the reason stays inside the office.

    Errors: ReasonMissing, NotInForce, NotSuspended (it is suspended already), OutsideTerritory.
    """
    return _suspension("suspend printout", printout, reason, by, since=at or timezone.now())


@transaction.atomic
def resume_printout(*, printout: Printout, reason: str, by: User | None) -> Printout:
    """Let a suspended document hold again. Errors: as suspend_printout."""
    return _suspension("resume printout", printout, reason, by, since=None)


def _suspension(act: str, printout: Printout, reason: str, by: User | None, *, since: datetime | None) -> Printout:
    if not reason.strip():
        raise ReasonMissing()
    in_force = Printout.objects.filter(pk=printout.pk, revoked_at=None, superseded_by=None)
    if not in_force.filter(suspended_since__isnull=since is not None).update(suspended_since=since):
        raise NotSuspended(printout=str(printout.pk)) if in_force.exists() else NotInForce(printout=str(printout.pk))
    _seal(act, printout, by, {"reason": reason})
    printout.refresh_from_db(fields=["suspended_since"])
    return printout


@transaction.atomic
def revoke_printout(*, printout: Printout, reason: str, by: User | None, at: datetime | None = None) -> Printout:
    """Revoke a document in force; the reason, which must be given, stays inside the office.

    Errors: ReasonMissing, NotInForce, OutsideTerritory.
    """
    if not reason.strip():
        raise ReasonMissing()
    _end(printout, revoked_at=at or timezone.now(), revoked_reason=reason)
    _seal("revoke printout", printout, by, {"reason": reason})
    printout.refresh_from_db(fields=["revoked_at", "revoked_reason"])
    return printout


def _end(printout: Printout, **ending: Any) -> None:
    """Write the end of a document in force. The successor's key may come first: its check is deferred."""
    in_force = Printout.objects.filter(pk=printout.pk, revoked_at=None, superseded_by=None)
    if not in_force.update(**ending):
        raise NotInForce(printout=str(printout.pk))


def _insert(printout: Printout) -> None:
    try:
        with transaction.atomic():
            printout.save(force_insert=True)
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") == ROW_SECURITY:
            raise OutsideTerritory(office=printout.municipality_id) from error
        raise
    except IntegrityError as error:
        if ONE_IN_FORCE in str(error):
            raise AlreadyInForce(record=f"{printout.record_type}:{printout.record_id}") from error
        raise


def _seal(act: str, printout: Printout, by: User | None, facts: dict[str, Any]) -> None:
    """Write the act into the office's chain, last of all: its head is every transaction's last lock."""
    subject = f"printing.printout:{printout.pk}"
    record_act(office=printout.municipality, by=by, action=act, subject=subject, facts=facts)
