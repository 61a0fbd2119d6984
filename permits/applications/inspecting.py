"""What an inspector finds of works under way: stages passed or not, the footprint as built against the permit."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.gis.geos import MultiPolygon
from django.db import transaction
from django.utils import timezone
from shapely import hausdorff_distance
from shapely.geometry.base import BaseGeometry

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.accounts.policies import Person, has_role
from geo.series.services import record_act
from geo.spatial.shapes import to_shapely
from geo.spatial_rules.selectors import needed_value
from permits.applications.enums import ApplicationState, PermitKind, Stage
from permits.applications.errors import MeasureMissing, OutsideTolerance
from permits.applications.models import Inspection, PermitApplication
from permits.cases.errors import StepNotAllowed, StepNotPossible
from permits.cases.models import Case

#: In data/reference/tolerances.csv: how far a building may stand from where it was permitted, metres.
TOLERANCE = "as_built_against_permit"
#: Stages that are passed by a measured footprint.
MEASURED = (Stage.SETTING_OUT, Stage.COMPLETION)
MILLIMETRE = Decimal("0.001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found of a stage; `as_built` is the measured footprint in the storage CRS, where one was measured."""

    stage: Stage
    passed: bool
    note: str = ""
    as_built: MultiPolygon | None = None


def stages_open(case: Case) -> tuple[Stage, ...]:
    """Return what of the works can be inspected now."""
    if case.state == ApplicationState.COMPLETION_REQUESTED:
        return (Stage.COMPLETION,)
    if case.state != ApplicationState.STARTED or case.kind != PermitKind.BUILDING:
        return ()
    return tuple(stage for stage in Stage if stage != Stage.COMPLETION)


def may_inspect(person: Person, case: Case) -> bool:
    """Say whether the person inspects works there: an inspector of the office who did not ask for the permit."""
    return (
        isinstance(person, User)
        and case.opened_by_id != person.pk
        and has_role(person, Role.INSPECTOR, case.municipality_id)
    )


def deviation_of(as_built: BaseGeometry, permitted: BaseGeometry) -> Decimal:
    """Return how far one outline leaves the other at most, metres, to the millimetre above.

    The greatest distance from any point of either outline to the other (Hausdorff), so that what is missing counts too.
    """
    far = hausdorff_distance(as_built.boundary, permitted.boundary, densify=0.05)
    return Decimal(repr(float(far))).quantize(MILLIMETRE)


def is_measured(application: PermitApplication, stage: Stage) -> bool:
    """Say whether a stage of the works is passed by a measured footprint."""
    return application.kind == PermitKind.BUILDING and stage in MEASURED


@transaction.atomic
def record_inspection(*, application: PermitApplication, found: Found, by: User) -> Inspection:
    """Write down what an inspector found. Errors: StepNotAllowed, StepNotPossible, MeasureMissing, OutsideTolerance.

    MissingSource when no tolerance holds on the day.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not may_inspect(by, case):
        raise StepNotAllowed
    if found.stage not in stages_open(case):
        raise StepNotPossible
    deviation, within = _measured(application, found)
    made = Inspection.objects.create(
        application=application, municipality_id=application.municipality_id, stage=found.stage, passed=found.passed,
        note=found.note, as_built=found.as_built, deviation_m=deviation, within_m=within, inspected_by=by,
    )  # fmt: skip
    record_act(
        office=application.municipality, by=by, action=f"inspection {found.stage}", subject=f"case:{case.pk}",
        facts={
            "passed": found.passed, "note": found.note, "inspection": made.pk,
            "deviation_m": None if deviation is None else str(deviation),
        },
    )  # fmt: skip
    return made


def _measured(application: PermitApplication, found: Found) -> tuple[Decimal | None, Decimal | None]:
    """Return deviation and tolerance of a measured stage, metres; a stage that leaves the tolerance is not passed."""
    if not is_measured(application, found.stage):
        return None, None
    if found.as_built is None:
        if found.passed:
            raise MeasureMissing
        return None, None
    within = needed_value(TOLERANCE, timezone.localdate())
    deviation = deviation_of(to_shapely(found.as_built), to_shapely(application.works))
    if found.passed and deviation > within:
        raise OutsideTolerance
    return deviation, within
