"""Asking the applicant for something (استكمال): a document, words, or a corrected drawing, with before and after."""

from typing import Any, Protocol

from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.documents.models import Document
from geo.registry import Registry
from permits.cases.clock import term_end
from permits.cases.enums import Wanted
from permits.cases.errors import AnswerMissing, NotRevisable
from permits.cases.filing import allowed, close, lock, record, reload, words
from permits.cases.models import Case, Supplement
from permits.cases.policies import works_on

#: In data/reference/terms.csv: how long an applicant has for what he is asked.
TERM = "supplement_answer"


class Reviser(Protocol):
    """How the drawing of cases of one kind is looked at and replaced. Runs in the territory of the case.

    `outlines` names the address that answers the outlines in a box of the map, for drawing beside them.
    """

    outlines: str

    def works(self, case: Case) -> GEOSGeometry:
        """Return what is drawn now (storage CRS)."""

    def revise(self, *, case: Case, works: GEOSGeometry, by: User) -> None:
        """Put a corrected drawing in its place. Errors: InvalidInput when it does not fit the kind."""


revisers: Registry[Reviser] = Registry("reviser of a kind of case")


def open_supplements(case: Case) -> list[Supplement]:
    """Return what the applicant is asked for and has not handed in, the oldest first."""
    return list(case.supplements.filter(closed_at=None).select_related("opened_by"))


@transaction.atomic
def ask(*, case: Case, wanted: Wanted, request: str, by: User) -> Supplement:
    """Ask the applicant for something; the office's clock stops until he hands it in.

    Errors: NotYoursInFile, FileClosed, WordsMissing, NotRevisable, FileTermMissing.
    """
    locked = lock(case)
    allowed(works_on(by, locked))
    if wanted == Wanted.GEOMETRY and locked.kind not in revisers:
        raise NotRevisable
    asked = Supplement.objects.create(
        case=locked, municipality=locked.municipality, opened_by=by, wanted=wanted, request=words(request),
        due_on=term_end(TERM, timezone.localdate()),
    )  # fmt: skip
    record(asked, "supplement_requested", by=by, tell=True, wanted=str(wanted), due_on=asked.due_on.isoformat())
    return asked


@transaction.atomic
def supply(
    *,
    supplement: Supplement,
    by: User,
    text: str = "",
    document: Document | None = None,
    works: GEOSGeometry | None = None,
) -> None:
    """Hand in what was asked for; a drawing takes the place of the one before, and both are kept.

    Errors: NotYoursInFile, AlreadyClosed, WordsMissing, AnswerMissing, and those of the kind's reviser.
    """
    case = lock(supplement.case)
    asked = reload(supplement)
    allowed(case.opened_by_id == by.pk)
    written: dict[str, Any] = {"answer": words(text, needed=asked.wanted == Wanted.TEXT)}
    if asked.wanted == Wanted.DOCUMENT:
        written["document"] = _given(document)
    if asked.wanted == Wanted.GEOMETRY:
        drawn = _given(works)
        written |= {"geom_before": revisers[case.kind].works(case), "geom_after": drawn}
        revisers[case.kind].revise(case=case, works=drawn, by=by)
    close(asked, by=by, **written)
    record(asked, "supplement_supplied", by=by, tell=True, wanted=asked.wanted)


def _given(what: Any) -> Any:
    if what is None:
        raise AnswerMissing
    return what


@transaction.atomic
def withdraw(*, supplement: Supplement, by: User) -> None:
    """Take back what was asked for: it is not needed any more. Errors: NotYoursInFile, AlreadyClosed."""
    case = lock(supplement.case)
    asked = reload(supplement)
    allowed(works_on(by, case))
    close(asked, by=by, withdrawn=True)
    record(asked, "supplement_withdrawn", by=by, tell=True)
