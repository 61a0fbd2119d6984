"""The report of a numbering run on paper: map, scores, policy, exceptions, objections, signatures."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from geo.accounts.models import User
from geo.printing.enums import FactForm
from geo.printing.facts import PublicFact
from geo.printing.pdf import render_pdf
from geo.printing.services import Draft
from parcels.register.models import Parcel
from permits.numbering_runs.enums import ObjectionState
from permits.numbering_runs.models import NumberingRun, RunBlock, RunRevision
from permits.numbering_runs.outlines import cleaned_in_short, moves_of
from permits.numbering_runs.revisions import revision_policy
from permits.numbering_runs.scoring import proof_of_all
from permits.numbering_runs.selectors import block_label, last_comparison, last_revision
from permits.numbering_runs.sheets import draw_sheets
from permits.numbering_runs.streets import Told, told_doubts
from permits.numbering_runs.walkers import policy_name, policy_words

RECORD_TYPE = "numbering_run"
TITLES = {"ar": "محضر ترقيم حي قديم", "en": "Record of the numbering of an old district"}
TEMPLATE = "numbering_runs/print/report.html"
DRAFT_TEMPLATE = "numbering_runs/print/draft.html"
#: Exceptions printed; the rest is counted and stands on the page of the run.
MOST_EXCEPTIONS = 60


def draft_report(run: NumberingRun, language: str) -> Draft:
    """Return the draft of a run's report in a language; runs inside the territory of the run."""
    with translation.override(language):
        context = report_context(run, language)
    return Draft(
        kind=RECORD_TYPE,
        title=TITLES[language],
        language=language,
        number=run.case.reference,
        municipality=run.municipality,
        record_type=RECORD_TYPE,
        record_id=str(run.pk),
        template=TEMPLATE,
        context=context,
        facts=_public_facts(run),
    )


def report_pdf(run: NumberingRun, language: str) -> bytes:
    """Return the report as it stands, marked as a draft: for whoever reviews and signs."""
    with translation.override(language):
        context = report_context(run, language)
    title = {"title": TITLES[language], "printed_at": timezone.now()}
    return render_pdf(DRAFT_TEMPLATE, {**context, **title}, language=language)


def report_context(run: NumberingRun, language: str) -> dict[str, Any]:
    """Return what the report tells, in the running language."""
    revision = last_revision(run)
    policy = revision_policy(run, revision)
    blocks = list(revision.blocks.select_related("block", "proof"))
    held = numbers_of(blocks)
    exceptions = exceptions_of(blocks, held)
    return {
        "run": run,
        "case": run.case,
        "revision": revision,
        "policy": policy_name(policy),
        "policy_words": policy_words(policy),
        **_evidence(run, revision),
        "score": revision.score,
        "blocks": block_rows(blocks),
        "proof": proof_of_all(blocks),
        "parcel_count": sum(len(block.order) for block in blocks),
        "exceptions": exceptions[:MOST_EXCEPTIONS],
        "more": max(0, len(exceptions) - MOST_EXCEPTIONS),
        "heard": _heard(run),
        "signatures": signatures(run),
        "hands": _hands(run, revision),
        "map": draw_sheets(blocks, held, language),
    }


def block_rows(blocks: Sequence[RunBlock]) -> list[dict[str, Any]]:
    """Return blocks as tables show them, each with its proof, None while there is none."""
    return [
        {
            "block": block,
            "label": block_label(block),
            "count": len(block.order),
            "proof": getattr(block, "proof", None),
        }
        for block in blocks
    ]


def _evidence(run: NumberingRun, revision: RunRevision) -> dict[str, Any]:
    """Return how the outlines were cleaned, and what was decided where streets disagree."""
    moved, comparison = list(moves_of(revision)), last_comparison(run)
    step = {parcel: (block, turn) for block in revision.blocks.select_related("block")
            for turn, parcel in enumerate(block.order, 1)}  # fmt: skip
    return {
        "cleaning": revision.cleaning,
        "cleaned": cleaned_in_short(revision),
        "moves": [
            {"move": move, "block": block_label(step[move.parcel_id][0]), "step": step[move.parcel_id][1]}
            for move in moved[:MOST_EXCEPTIONS]
        ],
        "more_moves": max(0, len(moved) - MOST_EXCEPTIONS),
        "comparison": comparison,
        "decided": _decided(told_doubts(run, revision, comparison)) if comparison else [],
    }


def _decided(doubts: Sequence[Told]) -> list[dict[str, Any]]:
    """Return kinds of disagreement with what was decided, why and by whom, each once with how often."""
    times: Counter[tuple[Any, ...]] = Counter()
    for told in doubts:
        one = told.decision
        said = (
            (one.get_decision_display(), one.reason, str(one.decided_by), one.decided_at) if one else ("", "", "", None)
        )
        times[(told.doubt.get_code_display(), *said)] += 1
    names = ("kind", "decision", "reason", "by", "at")
    return [{**dict(zip(names, row, strict=True)), "times": count} for row, count in times.items()]


def numbers_of(blocks: list[RunBlock]) -> dict[UUID, str]:
    """Return the number that each parcel of the blocks bears, or that a policy other than counting proposes for it."""
    ids = [parcel for block in blocks for parcel in block.order]
    proposed = {
        parcel: number for block in blocks for parcel, number in zip(block.order, block.numbers or (), strict=False)
    }
    borne = Parcel.objects.filter(pk__in=ids, code__isnull=False).values_list("pk", "parcel_label")
    return proposed | dict(borne)


def exceptions_of(blocks: list[RunBlock], numbers: dict[UUID, str]) -> list[dict[str, Any]]:
    """Return the links that a person should look at, block by block, with numbers or places in the walk."""
    rows = []
    for block in blocks:
        seq = {str(parcel): str(place) for place, parcel in enumerate(block.order, 1)}
        for one in block.score["exceptions"]:
            before, after = one["before"], one["after"]
            rows.append(
                {
                    "place": block.place,
                    "block": block_label(block),
                    "before": numbers.get(UUID(before)) or seq[before],
                    "after": numbers.get(UUID(after)) or seq[after],
                    "before_id": before,
                    "distance_m": one["distance_m"],
                    "words": words_of(one["code"]),
                }
            )
    return rows


def words_of(code: str) -> str:
    """Return what an exception is, in plain words."""
    if code == "jump":
        return _("The next number lies farther than twelve metres away")
    return _("The next number is near, but shares no boundary")


def signatures(run: NumberingRun) -> list[dict[str, Any]]:
    """Return the two signatures and the freezing, the last of each, in the order of the steps."""
    labels = {
        "sign_survey": _("For the survey"),
        "sign_planning": _("For planning"),
        "freeze": _("Head of the office"),
    }
    found = []
    for step, label in labels.items():
        event = run.case.events.filter(transition=step).select_related("taken_by", "on_behalf_of").last()
        found.append({"label": label, "event": event})
    return found


def _hands(run: NumberingRun, revision: RunRevision) -> list[tuple[str, User | None]]:
    """Return who prepared, reviewed and published."""
    rows: list[tuple[str, User | None]] = [(_("Prepared by"), revision.made_by)]
    for step, label in (("review", _("Reviewed by")), ("publish", _("Published by"))):
        event = run.case.events.filter(transition=step).select_related("taken_by").last()
        rows.append((label, event.taken_by if event else None))
    return rows


def _heard(run: NumberingRun) -> dict[str, int]:
    states = list(run.objections.values_list("state", flat=True))
    return {
        "all": len(states),
        "upheld": states.count(ObjectionState.UPHELD),
        "dismissed": states.count(ObjectionState.DISMISSED),
        "open": states.count(ObjectionState.OPEN),
    }


def _public_facts(run: NumberingRun) -> list[PublicFact]:
    """Return what anyone who holds the document may read: no person."""
    district = run.plan.district
    parcels = sum(len(block.order) for block in last_revision(run).blocks.all())
    day = timezone.localdate(run.frozen_at) if run.frozen_at else timezone.localdate()
    return [
        PublicFact(label="الحي", label_en="District", value=district.name, value_en=district.name_en or district.name),
        PublicFact(label="عدد القطع", label_en="Parcels", value=str(parcels), form=FactForm.NUMBER),
        PublicFact(
            label="تاريخ تجميد الأرقام", label_en="Numbers frozen on", value=day.isoformat(), form=FactForm.DATE
        ),
    ]
