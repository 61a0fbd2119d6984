"""What people do in the file of a case, each from one form of its page: parsed here, decided by the services."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.gis.geos import GEOSGeometry
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.documents.content import MOST
from geo.documents.enums import DocumentKind
from geo.documents.errors import DocumentTooLarge
from geo.documents.models import Document
from geo.documents.services import file_document
from geo.errors import InvalidInput, NotFound
from geo.registry import Registry
from permits.cases import appeals, conditions, referring, supplements, talk
from permits.cases.drawn import drawn_works
from permits.cases.enums import ConditionStage, Opinion, Ruling, Wanted
from permits.cases.flow import flows
from permits.cases.models import Case, Supplement

Posted = QueryDict
Files = MultiValueDict[str, UploadedFile]
#: Does what a form says and returns the sentence that is said then. Errors: any DomainError.
Act = Callable[[Case, User, Posted, Files], str | Promise]
acts: Registry[Act] = Registry("act in the file of a case")
Row = TypeVar("Row", bound=Model)


def act(case: Case, by: User, posted: Posted, files: Files) -> str | Promise:
    """Do what the form names. Runs in the territory of the case. Errors: NotFound for what no form offers."""
    named = acts.get(posted.get("act", ""))
    if named is None:
        raise NotFound
    return named(case, by, posted, files)


def _row(rows: QuerySet[Row], posted: Posted) -> Row:
    """Return the row of this case that the form names. Errors: NotFound."""
    key = posted.get("row", "")
    found = rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
    if found is None:
        raise NotFound
    return found


def _choice(kind: type[Any], value: str) -> Any:
    """Return the value of a choice. Errors: InvalidInput."""
    try:
        return kind(int(value)) if issubclass(kind, int) else kind(value)
    except ValueError as error:
        raise InvalidInput from error


def _comment(case: Case, by: User, posted: Posted, files: Files) -> str | Promise:
    talk.say(case=case, text=posted.get("text", ""), by=by, shared=posted.get("shared") == "1")
    return _("Your words are in the file.")


def _assign(case: Case, by: User, posted: Posted, files: Files) -> str | Promise:
    key = posted.get("person", "")
    person = talk.colleagues(case).filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if key and person is None:
        raise InvalidInput
    talk.assign(case=case, person=person, by=by)
    return _("Who works on the case is written down.")


def _refer(case: Case, by: User, posted: Posted, files: Files) -> str | Promise:
    referring.refer(case=case, department=posted.get("department", ""), by=by, question=posted.get("text", ""))
    return _("The department is asked.")


def _answer(case: Case, by: User, posted: Posted, files: Files) -> str | Promise:
    referring.answer(
        referral=_row(case.referrals.all(), posted), by=by, opinion=_choice(Opinion, posted.get("opinion", "")),
        text=posted.get("text", ""), stage=_choice(ConditionStage, posted.get("stage", "") or "2"),
    )  # fmt: skip
    return _("The answer of the department is in the file.")


def _ask(case: Case, by: User, posted: Posted, files: Files) -> str | Promise:
    wanted = _choice(Wanted, posted.get("wanted", ""))
    supplements.ask(case=case, wanted=wanted, request=posted.get("text", ""), by=by)
    return _("The applicant is asked; the clock of the office stops until he answers.")


def _supply(case: Case, by: User, posted: Posted, files: Files) -> str | Promise:
    asked = _row(case.supplements.all(), posted)
    supplements.supply(
        supplement=asked, by=by, text=posted.get("text", ""), document=_filed(case, asked, by, files),
        works=_drawn(case, asked, posted),
    )  # fmt: skip
    return _("Thank you. What was asked for is in the file.")


def _filed(case: Case, asked: Supplement, by: User, files: Files) -> Document | None:
    """File the paper that was sent with an answer; None when none is asked for or none was sent."""
    sent = files.get("file")
    if asked.wanted != Wanted.DOCUMENT or sent is None or asked.closed_at or case.opened_by_id != by.pk:
        return None
    if (sent.size or 0) > MOST:
        raise DocumentTooLarge(size=sent.size)
    return file_document(
        subject=f"{flows[case.kind].papers}:{case.pk}", office=case.municipality, kind=DocumentKind.OTHER,
        title=asked.request[:200], name=sent.name or "file", content=sent.read(), by=by,
    )  # fmt: skip


def _drawn(case: Case, asked: Supplement, posted: Posted) -> GEOSGeometry | None:
    if asked.wanted != Wanted.GEOMETRY:
        return None
    return drawn_works(posted.get("works", ""), like=supplements.revisers[case.kind].works(case))


def _withdraw(case: Case, by: User, posted: Posted, files: Files) -> str | Promise:
    supplements.withdraw(supplement=_row(case.supplements.all(), posted), by=by)
    return _("The request to the applicant is withdrawn.")


def _impose(case: Case, by: User, posted: Posted, files: Files) -> str | Promise:
    stage = _choice(ConditionStage, posted.get("stage", ""))
    conditions.impose(case=case, text=posted.get("text", ""), stage=stage, by=by)
    return _("The condition is in the file.")


def _discharge(case: Case, by: User, posted: Posted, files: Files) -> str | Promise:
    conditions.discharge(condition=_row(case.conditions.all(), posted), by=by, how=posted.get("text", ""))
    return _("The condition is met.")


def _appeal(case: Case, by: User, posted: Posted, files: Files) -> str | Promise:
    appeals.appeal(case=case, grounds=posted.get("text", ""), by=by)
    return _("Your appeal is in the file; another hand than the one that decided rules on it.")


def _rule(case: Case, by: User, posted: Posted, files: Files) -> str | Promise:
    contested = _row(case.appeals.select_related("event"), posted)
    ruling = _choice(Ruling, posted.get("ruling", ""))
    appeals.rule(contested=contested, by=by, ruling=ruling, reasons=posted.get("text", ""))
    return _("The appeal is decided.")


for name, does in {
    "comment": _comment, "assign": _assign, "refer": _refer, "answer": _answer, "ask": _ask, "supply": _supply,
    "withdraw": _withdraw, "impose": _impose, "discharge": _discharge, "appeal": _appeal, "rule": _rule,
}.items():  # fmt: skip
    acts.register(name, does)
