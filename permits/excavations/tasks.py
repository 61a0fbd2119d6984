"""Work on digs by the clock: late formal requests, permits whose days passed unused, guarantees that are over."""

from uuid import UUID, uuid5

from geo.accounts.services import system_account
from geo.jobs.registry import job
from geo.municipalities.scope import act_as, everywhere
from permits.applications.errors import TermMissing
from permits.cases.errors import StepNotPossible
from permits.cases.models import Case
from permits.excavations.enums import DigState
from permits.excavations.errors import NotYetOver
from permits.excavations.guards import application_of
from permits.excavations.services import decide_dig
from permits.violations.services import Sighting, record_violation

EVERY_QUARTER = "*/15 * * * *"
#: What the clock does to digs in which states; each step's guard says whether its time has come.
BY_THE_CLOCK: dict[str, tuple[DigState, ...]] = {
    "overdue": (DigState.PRELIM_APPROVED, DigState.VERIFIED),
    "expire": (DigState.ISSUED,),
    "release": (DigState.CLOSED,),
}
#: The violation of an emergency without its formal request (DOMAIN 1.8, 3.3).
MISUSE = "misuse_of_emergency_dig"


@job("excavations.clock", starts=EVERY_QUARTER, alone=True)
def run_clock() -> None:
    """Take the steps whose time has come."""
    take_due_steps()


def take_due_steps() -> int:
    """Take every step whose time has come, each in a transaction of its own; return how many were taken."""
    with everywhere():
        due = [
            (name, pk)
            for name, states in BY_THE_CLOCK.items()
            for pk in Case.objects.filter(kind="excavation", state__in=states)
            .order_by("reference")
            .values_list("pk", flat=True)
        ]
    return sum(_take(name, pk) for name, pk in due)


def _take(name: str, pk: UUID) -> bool:
    """Take a step unless its time has not come or somebody was faster; a late emergency is a violation as well."""
    system = system_account()
    try:
        with everywhere():
            act_as(system.pk)
            case = decide_dig(case=Case.objects.get(pk=pk), name=name, by=system)
            if name == "overdue":
                _accuse(case)
    except (NotYetOver, StepNotPossible, TermMissing):
        return False
    return True


def _accuse(case: Case) -> None:
    seen = Sighting(
        office=case.municipality, item=MISUSE, place=application_of(case).works.centroid,
        note="لم يقدم طلب الحفرية الطارئة في مهلته", permit_case=case,
    )  # fmt: skip
    record_violation(sighting=seen, by=system_account(), request_id=uuid5(case.pk, "emergency"))
