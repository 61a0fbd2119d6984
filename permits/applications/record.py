"""What a decision on an application stood on, gathered when it is taken, and gathered again from what is kept."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from geo.calendars.terms import Calendar, Term, Unit
from geo.documents.errors import DocumentDamaged
from geo.documents.models import Document
from geo.documents.storing import content_of
from geo.spatial_rules.engine import Verdict, not_told
from geo.spatial_rules.facts import canonical, facts_of, kept_facts
from geo.spatial_rules.keeping import kept_judgement
from geo.spatial_rules.models import ReferenceValue
from geo.spatial_rules.rule import Rule
from permits.applications.errors import TermMissing
from permits.applications.kinds.kind import Kind, kind_of
from permits.applications.models import PermitApplication
from permits.cases.models import CaseEvent
from permits.decisions.errors import FormerRuleMissing
from permits.decisions.models import Override
from permits.decisions.selectors import signed_for
from permits.payments.fees import CENTIMETRE, HALALA, ExplainedFee, Quantity
from permits.payments.models import Fee
from permits.payments.selectors import latest_fee
from permits.payments.tariffs import explain_fee, lines_of

FORM = 1
#: The decision by which a permit is given.
ISSUE = "issue"
_RATE = Decimal("0.0001")
#: Steps of the flow whose hands are the signers of a decision.
_SIGNED = ("submit", "recommend", "approve", "reject", "pay", "waive", "issue_paid")
Judgement = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """The rows on which a decision stands, by their keys; what was judged is told whole. Nothing of it ever changes."""

    act: str
    day: date
    judged: Sequence[Judgement]
    fee: int | None
    events: Sequence[int]
    papers: Sequence[str]
    overrides: Sequence[int]
    term: int | None


def paper_subject(application: PermitApplication) -> str:
    """Return the name under which papers of an application are filed (geo.documents)."""
    return f"applications.permitapplication:{application.pk}"


def grounds_now(
    application: PermitApplication, verdict: Verdict[Any], *, act: str, day: date, term: ReferenceValue | None = None
) -> Grounds:
    """Return what a decision that is taken now stands on."""
    fee = latest_fee(application.pk)
    events = CaseEvent.objects.filter(case_id=application.pk, transition__in=_SIGNED)
    papers = Document.objects.filter(subject=paper_subject(application)).order_by("filed_at", "pk")
    return Grounds(
        act=act,
        day=day,
        judged=[kept_judgement(item) for item in verdict.judged],
        fee=fee.pk if fee else None,
        events=list(events.order_by("pk").values_list("pk", flat=True)),
        papers=[str(pk) for pk in papers.values_list("pk", flat=True)],
        overrides=[each.pk for each in signed_for(application.pk, verdict.judged)],
        term=term.pk if term else None,
    )


def told_of(application: PermitApplication, grounds: Grounds, *, anew: bool = False) -> dict[str, Any]:
    """Return the record of a decision, each part computed from what it stands on.

    `anew`: papers are read and hashed, not only named with the hash under which they were filed. Errors:
    DocumentStoreSilent.
    """
    told = {
        "form": FORM,
        "act": grounds.act,
        "case": application.case.reference,
        "kind": application.kind,
        "office": application.municipality.code,
        "day": grounds.day,
        "land": _land(application),
        "works": hash_of(bytes(application.works.ewkb)),
        "asked": hash_of(canonical(application.details)),
        "rules": list(grounds.judged),
        "overrides": _overrides(grounds.overrides),
        "fee": _fee(grounds.fee),
        "papers": _papers(grounds.papers, anew=anew),
        "signers": _signers(grounds.events),
        "term": _term(kind_of(application), application, grounds),
    }
    kept: dict[str, Any] = kept_facts(told)
    return kept


def hash_of(data: bytes) -> str:
    """Return the SHA-256 of bytes, hexadecimal: what a record tells of them."""
    return hashlib.sha256(data).hexdigest()


def _land(application: PermitApplication) -> dict[str, Any] | None:
    """Return the boundary that was judged: a later survey makes another version, this one stays."""
    version = application.version
    if version is None:
        return None
    return {
        "parcel": version.parcel_id,
        "code": version.parcel.code,
        "version": version.pk,
        "outline": hash_of(bytes(version.geom.ewkb)),
    }


def _overrides(ids: Sequence[int]) -> list[dict[str, Any]]:
    rows = Override.objects.filter(pk__in=ids).order_by("pk") if ids else ()
    return [
        {
            "id": row.pk, "rule": row.rule, "version": row.version, "missing": row.missing, "reason": row.reason,
            "asked_by": row.asked_by_id, "signed_by": row.signed_by_id,
        }
        for row in rows
    ]  # fmt: skip


def _fee(key: int | None) -> dict[str, Any] | None:
    """Return a fee by the tariffs of its day as they were recorded when it was told, and the sum that was told."""
    if key is None:
        return None
    fee = Fee.objects.select_related("municipality__parent").get(pk=key)
    quantities = [Quantity(each["code"], Decimal(each["value"]), each["unit"]) for each in fee.quantities]
    category, told = explain_fee(fee.municipality, quantities, fee.day, known_at=fee.computed_at)
    lines = lines_of(told) if isinstance(told, ExplainedFee) else []
    return {
        "id": fee.pk, "day": fee.day, "category": category, "rounding": fee.rounding, "quantities": fee.quantities,
        "billed": fee.amount.quantize(HALALA),
        "amount": told.amount.quantize(HALALA) if isinstance(told, ExplainedFee) else None,
        "lines": [
            {
                "code": line.code, "tariff": line.tariff_id, "quantity": line.quantity.quantize(CENTIMETRE),
                "rate": line.rate.quantize(_RATE), "amount": line.amount.quantize(HALALA),
            }
            for line in lines
        ],
    }  # fmt: skip


def _papers(ids: Sequence[str], *, anew: bool) -> list[dict[str, Any]]:
    """Return papers with the hash of their bytes: as it was told when they were filed, or as it is now."""
    filed = Document.objects.filter(pk__in=ids).order_by("filed_at", "pk")
    rows = filed if anew else filed.defer("content")
    return [{"id": row.pk, "kind": row.kind, "sha256": _paper_hash(row) if anew else row.sha256} for row in rows]


def _paper_hash(paper: Document) -> str:
    """Return the hash of a paper's bytes; "" of one whose storage gave back something else than was filed."""
    try:
        return hash_of(content_of(paper))
    except DocumentDamaged:
        return ""


def _signers(ids: Sequence[int]) -> list[dict[str, Any]]:
    rows = CaseEvent.objects.filter(pk__in=ids).order_by("pk")
    return [
        {
            "event": row.pk, "step": row.transition, "by": row.taken_by_id, "for": row.on_behalf_of_id,
            "at": row.taken_at.isoformat(),
        }
        for row in rows
    ]  # fmt: skip


def _term(kind: Kind, application: PermitApplication, grounds: Grounds) -> dict[str, Any] | None:
    """Return the term of what is given: from the dated value that held, or as the kind computes its last day."""
    if grounds.act != ISSUE:
        return None
    if kind.until is not None:
        return {"value": None, "from": grounds.day, "to": kind.until(application, grounds.day)}
    if grounds.term is None:
        raise TermMissing
    value = ReferenceValue.objects.get(pk=grounds.term)
    return {"value": value.pk, "from": grounds.day, "to": term_from(value).ends(grounds.day)}


def term_from(value: ReferenceValue) -> Term:
    """Return a dated value as a term: its unit is a calendar and a unit of it."""
    calendar, unit = value.unit.split()
    return Term(Calendar(calendar), int(value.value), Unit(unit))


def judged_again(kind: Kind, kept: Judgement) -> Judgement:
    """Return a kept judgement with what the rule of then finds in its facts. Errors: FormerRuleMissing."""
    rule = rule_of_then(kind, kept["rule"], kept["version"])
    found = not_told(kept["missing"]) if "missing" in kept else rule.judge(facts_of(rule, kept["facts"]))
    again = {"answer": found.answer, "evidence": found.evidence, "geometry": found.geometry}
    return {**kept, **again}


def rule_of_then(kind: Kind, code: str, version: int) -> Rule[Any, Any]:
    """Return a rule of a kind as it was in a version. Errors: FormerRuleMissing."""
    for rule in (*kind.rules, *kind.former):
        if (rule.code, rule.version) == (code, version):
            return rule
    raise FormerRuleMissing(rule=code, version=version)


def grounds_of(application: PermitApplication, act: str, kept: dict[str, Any]) -> Grounds:
    """Return the rows that a kept record names, its facts judged again. Errors: FormerRuleMissing."""
    kind = kind_of(application)
    return Grounds(
        act=act,
        day=date.fromisoformat(kept["day"]),
        judged=[judged_again(kind, each) for each in kept["rules"]],
        fee=kept["fee"] and kept["fee"]["id"],
        events=[each["event"] for each in kept["signers"]],
        papers=[each["id"] for each in kept["papers"]],
        overrides=[each["id"] for each in kept["overrides"]],
        term=kept["term"] and kept["term"]["value"],
    )
