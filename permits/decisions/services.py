"""Recording decisions, and overriding what cannot be known."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.accounts.policies import has_role
from geo.series.models import ChainHead
from geo.series.services import record_act
from geo.spatial.clock import transaction_time
from geo.spatial.refusals import refusals_explained
from geo.spatial_rules.engine import Judged
from geo.spatial_rules.facts import canonical
from geo.spatial_rules.rule import Answer
from permits.cases.models import Case
from permits.decisions.errors import (
    NothingToOverride,
    OverrideNotAllowed,
    OverrideReasonMissing,
    OverrideSigned,
)
from permits.decisions.models import DecisionRecord, Override
from permits.decisions.registry import decider_of

LONGEST_REASON = 500
#: Who asks for an override, and who signs it.
ASKS, SIGNS = Role.ENGINEER, Role.HEAD


def sha256_of(body: bytes) -> str:
    """Return the hash under which a record is sealed, hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def seal_decision(*, case: Case, act: str, told: dict[str, Any], by: User) -> DecisionRecord:
    """Keep what a decision stood on that gives out no number; its hash enters the office's chain beside it.

    Takes the head of the chain: counters that the step needs are taken before. Errors: TypeError, ValueError for what
    is no JSON.
    """
    body = canonical(told)
    record_act(
        office=case.municipality, by=by, action=f"decision {act}", subject=f"case:{case.pk}",
        facts={"decision": sha256_of(body)},
    )  # fmt: skip
    head = ChainHead.objects.get(municipality_id=case.municipality_id)
    return write_decision(case=case, act=act, body=body, chain_hash=head.hash)


def write_decision(*, case: Case, act: str, body: bytes, chain_hash: str, number: str = "") -> DecisionRecord:
    """Write a record whose hash has just entered the chain (`decision` of the entry). Errors: DecisionNotSealed."""
    with refusals_explained():
        return DecisionRecord.objects.create(
            case=case, municipality_id=case.municipality_id, act=act, number=number, decided_at=transaction_time(),
            body=body, sha256=sha256_of(body), chain_hash=chain_hash,
        )  # fmt: skip


@transaction.atomic
def ask_override(*, case: Case, rule: str, reason: str, by: User) -> Override:
    """Ask that a rule which cannot be told now shall not block a case; the head signs it. Once per missing source.

    Errors: OverrideNotAllowed, OverrideReasonMissing, NothingToOverride.
    """
    if not has_role(by, ASKS, case.municipality_id) or case.opened_by_id == by.pk:
        raise OverrideNotAllowed
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise OverrideReasonMissing
    item = _unknown_now(case, rule)
    override, _created = Override.objects.get_or_create(
        case=case, rule=rule, version=item.rule.version, missing=item.missing,
        defaults={"municipality_id": case.municipality_id, "reason": reason.strip(), "asked_by": by},
    )  # fmt: skip
    return override


def _unknown_now(case: Case, rule: str) -> Judged:
    """Return a rule that is unknown for want of a source."""
    for item in decider_of(case).judged(case):
        if item.rule.code == rule and item.finding.answer == Answer.UNKNOWN and item.missing:
            return item
    raise NothingToOverride


@transaction.atomic
def sign_override(*, override: Override, by: User) -> Override:
    """Put the second signature under an override; from then on what is missing does not block the case.

    Errors: OverrideNotAllowed, OverrideSigned.
    """
    found = Override.objects.select_for_update(of=("self",)).select_related("case__municipality").get(pk=override.pk)
    if not has_role(by, SIGNS, found.municipality_id) or by.pk in (found.asked_by_id, found.case.opened_by_id):
        raise OverrideNotAllowed
    if found.signed_by_id is not None:
        raise OverrideSigned
    found.signed_by, found.signed_at = by, timezone.now()
    with refusals_explained():
        found.save(update_fields=["signed_by", "signed_at"])
    record_act(
        office=found.case.municipality, by=by, action="override signed", subject=f"case:{found.case_id}",
        facts={"rule": found.rule, "missing": found.missing, "reason": found.reason, "asked_by": found.asked_by_id},
    )  # fmt: skip
    return found
