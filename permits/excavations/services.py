"""Applying for digs, deciding, and what their steps bring about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import MultiLineString
from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.accounts.services import system_account
from geo.municipalities.models import Municipality
from geo.outbox.services import send
from geo.printing.services import file_printout, resume_printout, revoke_printout, suspend_printout
from geo.spatial.shapes import to_shapely, to_surface
from geo.spatial_rules.rule import MissingSource
from geo.spatial_rules.selectors import needed_value
from permits.applications.certificate import lapse_notice
from permits.applications.enums import PermitKind, Wish
from permits.applications.errors import TermMissing
from permits.applications.issuing import printed
from permits.applications.life import new_edition
from permits.applications.models import Permit, PermitApplication, PermitRequest
from permits.applications.services import Applicant, Asked, decide, open_application
from permits.cases.errors import StepNotAllowed
from permits.cases.models import Case
from permits.cases.services import take_step
from permits.cases.stopping import stoppables
from permits.excavations.certificate import draft_clearance
from permits.excavations.enums import Closure, DigState, FirmRole, Manner, Network, Surface
from permits.excavations.errors import FirmUnknown, NoExtensionAsked, NoRoute
from permits.excavations.flow import flow
from permits.excavations.guards import application_of, asked_extension
from permits.excavations.holding import keep_up
from permits.excavations.models import DigPlan, Firm, Pavement, UtilityLine
from permits.excavations.proposal import DigProposal, first_plan, plan_of
from permits.excavations.route import Place, dug, lines_of, stored_lines
from permits.payments.registry import payables


@dataclass(frozen=True, slots=True, kw_only=True)
class DigAsked:
    """What is asked for: routes (points in the storage CRS, metres), the trench, the days (both included), the team.

    `contractor` and `consultant` are numbers of the commercial register; `joint_with` is the trench that is shared,
    named by the application that opened it; `parcel_code` the parcel that a building connection serves.
    """

    office: Municipality
    routes: Sequence[Sequence[Place]]
    width_m: Decimal
    depth_m: Decimal
    manner: Manner
    network: Network
    surface: Surface
    starts_on: date
    ends_on: date
    closure: Closure
    contractor: str
    consultant: str
    joint_with: UUID | None = None
    parcel_code: str = ""
    purpose: str = ""


def proposed(asked: DigAsked) -> DigProposal:
    """Return what the rules look at of a dig that is not applied for yet. Runs inside the office's territory.

    Errors: NoRoute.
    """
    lines = lines_of(asked.routes)
    found = stored_lines(asked.routes)
    today = timezone.localdate()
    return DigProposal(
        office_id=asked.office.pk, case_id=None, works=dug(lines, float(asked.width_m)), routes=found,
        width_m=float(asked.width_m), depth_m=float(asked.depth_m), manner=asked.manner, network=asked.network,
        closure=asked.closure, starts_on=asked.starts_on, ends_on=asked.ends_on,
        contractor_id=_firm(asked, FirmRole.CONTRACTOR), consultant_id=_firm(asked, FirmRole.CONSULTANT),
        on=today, planned_on=today, parcel_code=asked.parcel_code, trench=asked.joint_with,
    )  # fmt: skip


def _firm(asked: DigAsked, role: FirmRole) -> int | None:
    number = asked.contractor if role == FirmRole.CONTRACTOR else asked.consultant
    return (
        Firm.objects.filter(municipality=asked.office, role=role, cr_number=number).values_list("pk", flat=True).first()
    )


@transaction.atomic
def apply_for_dig(*, asked: DigAsked, applicant: Applicant, by: User, request_id: UUID) -> PermitApplication:
    """Open an application for a dig, judged at once; the same for the same request. Runs inside the office's territory.

    Errors: NoRoute, FirmUnknown, AlreadyApplied, InvalidInput.
    """
    subject = proposed(asked)
    if subject.contractor_id is None or subject.consultant_id is None:
        raise FirmUnknown
    if asked.office.territory is None or not asked.office.territory.contains(subject.works):
        raise NoRoute
    details = {
        "routes": [[[round(x, 3), round(y, 3)] for x, y in route] for route in asked.routes],
        "length_m": round(subject.routes.length, 2),
        "area_m2": round(subject.works.area, 2),
        "width_m": subject.width_m,
        "depth_m": subject.depth_m,
        "manner": asked.manner.value,
        "network": asked.network.value,
        "surface": asked.surface.value,
        "parcel": asked.parcel_code,
        "purpose": asked.purpose,
        "plan": {
            "starts_on": asked.starts_on.isoformat(),
            "ends_on": asked.ends_on.isoformat(),
            "closure": asked.closure.value,
            "contractor": subject.contractor_id,
            "consultant": subject.consultant_id,
            "joint_with": str(asked.joint_with) if asked.joint_with else "",
        },
    }
    wanted = Asked(
        kind=PermitKind.EXCAVATION, office=asked.office, version=None, works=subject.works, details=details
    )  # fmt: skip
    application = open_application(asked=wanted, applicant=applicant, by=by, request_id=request_id)
    if not DigPlan.objects.filter(application=application).exists():
        plan = first_plan(application)
        plan.made_by = by
        plan.save()
    return application


@transaction.atomic
def plan_again(
    *, application: PermitApplication, starts_on: date, ends_on: date, closure: Closure, by: User, reason: str = ""
) -> DigPlan:
    """Write other days for a dig that is not approved yet. Errors: StepNotAllowed, NoExtensionAsked for no days."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if case.state not in (DigState.DRAFT, DigState.RETURNED) or case.opened_by_id != by.pk:
        raise StepNotAllowed
    return _next_plan(application, by, starts_on=starts_on, ends_on=ends_on, closure=closure, reason=reason)


@transaction.atomic
def ask_for_days(*, case: Case, ends_on: date, reason: str, by: User) -> Case:
    """Ask for more days for a dig under way. Errors: NoExtensionAsked, StepNotPossible, StepNotAllowed."""
    application = application_of(case)
    plan = plan_of(application)
    if case.opened_by_id != by.pk:
        raise StepNotAllowed
    if ends_on <= plan.ends_on or timezone.localdate() > plan.ends_on:
        raise NoExtensionAsked
    _next_plan(application, by, ends_on=ends_on, reason=reason, asked_extension=True)
    permit = _permit(application)
    PermitRequest.objects.create(permit=permit, municipality_id=permit.municipality_id, what=Wish.RENEWAL, asked_by=by)
    return decide_dig(case=case, name="ask_extension", by=by, note=reason)


def _next_plan(application: PermitApplication, by: User, **changed: Any) -> DigPlan:
    last = DigPlan.objects.filter(application=application).order_by("-number")[0]
    plan = plan_of(application)
    plan.pk, plan.number, plan.made_by, plan.asked_extension = None, last.number + 1, by, False
    plan._state.adding = True
    for name, value in changed.items():
        setattr(plan, name, value)
    if plan.ends_on < plan.starts_on:
        raise NoExtensionAsked
    plan.save(force_insert=True)
    return plan


#: Steps that lead to the permit: those of every kind do what they decide; the others are this slice's own.
_AFTER = frozenset(step.name for step in flow.transitions if step.sources <= {
    DigState.ISSUED, DigState.WORKING, DigState.EXTENSION_ASKED, DigState.BACKFILLED, DigState.REINSTATED,
    DigState.CLOSURE_REQUESTED, DigState.CLOSED, DigState.DEFECTIVE, DigState.SUSPENDED,
})  # fmt: skip


@transaction.atomic
def decide_dig(*, case: Case, name: str, by: User, note: str = "") -> Case:
    """Take a step of a dig; what it holds follows its state in the same transaction.

    Errors: those of the step, DigsConflict, StreetClosed, and those of billing, issuing and printing.
    """
    if name in _AFTER:
        take_step(case=case, name=name, by=by, note=note, effect=lambda moved: _bring_about(moved, name, by, note))
    else:
        decide(case=case, name=name, by=by, note=note)
    moved = Case.objects.get(pk=case.pk)  # a step by the system may have followed
    keep_up(application_of(moved), moved)
    return moved


def _bring_about(case: Case, name: str, by: User, note: str) -> None:
    """Do what a step of an issued permit decides."""
    application = application_of(case)
    if name == "extend":
        _extend(application, by)
    elif name == "reinstate":
        _lay_pavement(application)
    elif name == "close":
        _clear(application, by)
    elif name in ("suspend", "stop"):
        suspend_printout(printout=printed(_permit(application)), reason=note or name, by=by)
    elif name in ("resume", "order_lifted"):
        resume_printout(printout=printed(_permit(application)), reason=note or name, by=by)
    elif name == "revoke":
        permit = _permit(application)
        revoke_printout(printout=printed(permit), reason=note, by=by)
        permit.revoked_at, permit.revoked_reason = timezone.now(), note[:300]
        permit.save(update_fields=["revoked_at", "revoked_reason"])


def _permit(application: PermitApplication) -> Permit:
    return Permit.objects.select_related("municipality").get(application=application)


def _extend(application: PermitApplication, by: User) -> None:
    wish = asked_extension(application)
    if wish is None:
        raise NoExtensionAsked
    plan = _next_plan(application, by, ends_on=wish.ends_on, reason=wish.reason)
    permit = _permit(application)
    request = permit.requests.filter(what=Wish.RENEWAL, edition=None).latest("asked_at", "pk")
    told = f"{plan.starts_on} – {plan.ends_on}"
    new_edition(permit=permit, request=request, expires_on=plan.ends_on, term_text=told, by=by)


def _lay_pavement(application: PermitApplication) -> None:
    """Write the new surface, the trench and its margin: from today on it is young pavement."""
    try:
        margin = float(needed_value("reinstatement_margin", timezone.localdate()))
    except MissingSource as missing:
        raise TermMissing from missing
    patch = to_surface(to_shapely(application.works).buffer(margin, join_style="mitre"))
    Pavement.objects.create(
        municipality_id=application.municipality_id, surface=application.details["surface"],
        laid_on=timezone.localdate(), application=application, geom=patch,
    )  # fmt: skip


def _clear(application: PermitApplication, by: User) -> None:
    """Write the line that lies in the ground now, once, and file the clearance certificate."""
    if not UtilityLine.objects.filter(application=application).exists():
        line: MultiLineString = stored_lines(application.details["routes"])
        UtilityLine.objects.create(
            municipality_id=application.municipality_id, network=application.details["network"],
            depth_m=Decimal(str(application.details["depth_m"])), application=application, geom=line,
        )  # fmt: skip
        file_printout(draft=draft_clearance(_permit(application), by, "ar"), by=by)


class PaidDig:
    """What a dig's bill does when it is paid, and when it is not."""

    def paid(self, case: Case) -> None:
        """Issue the permit. Errors: RulesNotMet when something stands against it since, and those of issuing."""
        decide_dig(case=case, name="pay", by=system_account())

    def lapsed(self, case: Case) -> None:
        """Cancel the application and let go of the place; the applicant is told."""
        decide_dig(case=case, name="lapse", by=system_account())
        send(topic="application.lapsed", key=case.reference, payload={"text_ar": lapse_notice(case)})


class StoppedDig:
    """How a stop order reaches a dig."""

    def suspend(self, *, case: Case, by: User, reason: str) -> None:
        """Suspend the permit. Errors: StepNotPossible."""
        decide_dig(case=case, name="stop", by=system_account(), note=f"{by}: {reason}")

    def resume(self, *, case: Case, by: User, reason: str) -> None:
        """Let it go on. Errors: StepNotPossible."""
        decide_dig(case=case, name="order_lifted", by=system_account(), note=f"{by}: {reason}")


payables.register("excavation", PaidDig())
stoppables.register("excavation", StoppedDig())
