"""The report of a numbering run on paper: map, scores, policy, exceptions, objections, signatures."""

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
from permits.numbering_runs.drawing import draw_blocks
from permits.numbering_runs.enums import ObjectionState
from permits.numbering_runs.models import NumberingRun, RunBlock, RunRevision
from permits.numbering_runs.selectors import block_label, last_revision
from permits.numbering_runs.walkers import policy_name

RECORD_TYPE = "numbering_run"
TITLES = {"ar": "محضر ترقيم حي قديم", "en": "Record of the numbering of an old district"}
TEMPLATE = "numbering_runs/print/report.html"
DRAFT_TEMPLATE = "numbering_runs/print/draft.html"
MAP_MM = (180, 112)
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
    blocks = list(revision.blocks.select_related("block"))
    held = numbers_of(blocks)
    exceptions = exceptions_of(blocks, held)
    width, height = MAP_MM
    return {
        "run": run,
        "case": run.case,
        "revision": revision,
        "policy": policy_name(run.policy),
        "score": revision.score,
        "blocks": [{"block": block, "label": block_label(block), "count": len(block.order)} for block in blocks],
        "parcel_count": sum(len(block.order) for block in blocks),
        "exceptions": exceptions[:MOST_EXCEPTIONS],
        "more": max(0, len(exceptions) - MOST_EXCEPTIONS),
        "heard": _heard(run),
        "signatures": signatures(run),
        "hands": _hands(run, revision),
        "map": draw_blocks(blocks, held, width=width, height=height, language=language),
    }


def numbers_of(blocks: list[RunBlock]) -> dict[UUID, str]:
    """Return the number that each parcel of the blocks bears, without those that have none."""
    ids = [parcel for block in blocks for parcel in block.order]
    found = Parcel.objects.filter(pk__in=ids, code__isnull=False).values_list("pk", "parcel_label")
    return dict(found)


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
