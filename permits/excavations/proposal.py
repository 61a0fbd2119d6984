"""What the rules of an excavation look at: what is dug, when, how, by whom, on a day whose rules hold."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib.gis.geos import MultiLineString, MultiPolygon
from django.utils import timezone

from permits.applications.models import PermitApplication
from permits.excavations.enums import Closure, Manner, Network
from permits.excavations.models import DigPlan
from permits.excavations.route import stored_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class DigProposal:
    """A dig: surface and routes (storage CRS, metres), days (both included), the office, the trench that is shared.

    `on` is the day whose rules hold, `planned_on` the day on which these days were asked for.
    `case_id` is its own case, which conflicts with nothing of its own. `parcel_code` is the parcel that a building
    connection serves. `trench` is None where it digs its own.
    """

    office_id: int
    case_id: UUID | None
    works: MultiPolygon
    routes: MultiLineString
    width_m: float
    depth_m: float
    manner: Manner
    network: Network
    closure: Closure
    starts_on: date
    ends_on: date
    contractor_id: int | None
    consultant_id: int | None
    on: date
    planned_on: date
    parcel_code: str = ""
    trench: UUID | None = None

    @property
    def days(self) -> int:
        """How many days are dug, both ends included."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def after(self) -> date:
        """The day after the last."""
        return self.ends_on + timedelta(days=1)


def plan_of(application: PermitApplication) -> DigPlan:
    """Return the plan that counts: the last that is no unanswered wish for more days; at first that of the application.

    A plan that is not written yet, of an application that is being opened, has no key.
    """
    counted = DigPlan.objects.filter(application=application, asked_extension=False)
    found = counted.order_by("-number").select_related("contractor", "consultant").first()
    return found or first_plan(application)


def first_plan(application: PermitApplication) -> DigPlan:
    """Return the plan with which an application was made, not written."""
    asked = application.details["plan"]
    return DigPlan(
        application=application,
        municipality_id=application.municipality_id,
        number=1,
        starts_on=date.fromisoformat(asked["starts_on"]),
        ends_on=date.fromisoformat(asked["ends_on"]),
        closure=asked["closure"],
        contractor_id=asked["contractor"],
        consultant_id=asked["consultant"],
        joint_with_id=UUID(asked["joint_with"]) if asked["joint_with"] else None,
    )


def dig_proposal(application: PermitApplication, on: date) -> DigProposal:
    """Return what the rules look at of an application as it is planned now."""
    plan, details = plan_of(application), application.details
    return DigProposal(
        office_id=application.municipality_id,
        case_id=application.pk,
        works=application.works,
        routes=stored_lines(details["routes"]),
        width_m=details["width_m"],
        depth_m=details["depth_m"],
        manner=Manner(details["manner"]),
        network=Network(details["network"]),
        closure=Closure(plan.closure),
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        contractor_id=plan.contractor_id,
        consultant_id=plan.consultant_id,
        on=on,
        planned_on=timezone.localtime(plan.made_at).date() if plan.made_at else on,
        parcel_code=details.get("parcel", ""),
        trench=plan.joint_with_id,
    )
