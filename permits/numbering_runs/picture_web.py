"""The picture of one block of a run: where a district has more parcels than one picture can show."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo.errors import NotFound
from geo.municipalities.scope import territory
from permits.cases.policies import case_seen_by, visible_cases
from permits.numbering_runs.flow import KIND
from permits.numbering_runs.picture import anchor, picture_of
from permits.numbering_runs.policies import may_edit
from permits.numbering_runs.report import exceptions_of, numbers_of
from permits.numbering_runs.selectors import block_label, last_revision, run_of


@login_required
@require_safe
def picture(request: HttpRequest, case_id: UUID, place: int) -> HttpResponse:
    """Show a block of the last revision: its parcels with their numbers, the walk, and the steps to look at."""
    case = visible_cases().filter(pk=case_id, kind=KIND).first()
    if case is None or not case_seen_by(request.user, case):
        raise NotFound
    with territory([case.municipality_id]):
        found = run_of(case.pk)
        blocks = {block.place: block for block in last_revision(found).blocks.select_related("block")}
        if place not in blocks:
            raise NotFound
        block = blocks[place]
        held = numbers_of([block])
        exceptions = exceptions_of([block], held)
        for row in exceptions:
            row["anchor"] = anchor(row["place"], row["before_id"])
        context = {
            "run": found,
            "case": case,
            "place": place,
            "label": block_label(block),
            "picture": picture_of([block], held),
            "exceptions": exceptions,
            "around": [(near, block_label(blocks[near])) for near in (place - 1, place + 1) if near in blocks],
            "may_edit": may_edit(request.user, case),
        }
        return render(request, "numbering_runs/block_picture.html", context)
