"""Applying for permits, and deciding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.accounts.policies import Person
from geo.accounts.services import system_account
from geo.municipalities.models import Municipality
from geo.municipalities.scope import act_as, everywhere
from geo.outbox.services import send
from geo.parties.models import Party
from geo.parties.services import identifier_hash
from geo.spatial.refusals import refusals_explained
from geo.spatial_rules.engine import Verdict
from parcels.register.enums import ParcelState
from parcels.register.models import BoundaryVersion, PublishedParcel
from permits.applications.applicant import Applicant as Applicant
from permits.applications.applicant import party_of
from permits.applications.assess import assess, judge_now
from permits.applications.certificate import lapse_notice, renewal_lapse_notice
from permits.applications.enums import IN_FORCE, ApplicationState, PermitKind
from permits.applications.errors import AlreadyApplied, ParcelNotOpen
from permits.applications.fence import fence_along
from permits.applications.issuing import issue_permit, last_hand, record_decision
from permits.applications.kinds.kind import details_of, kind_of, kinds
from permits.applications.kinds.life import EXPIRING, LIFE
from permits.applications.life import GRANTS, after_step, grant_renewal
from permits.applications.life_guards import begun
from permits.applications.models import Permit, PermitApplication, SimpleKind
from permits.cases.errors import StepNotPossible
from permits.cases.flow import flows
from permits.cases.models import Case
from permits.cases.services import claim_parcel, open_case, release_claims, take_step
from permits.cases.stopping import stoppables
from permits.payments.registry import payables
from permits.payments.services import cancel_bill, charge

#: States in which what is asked for can be made good; a trigger says the same.
CHANGEABLE = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED, ApplicationState.SUBMITTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: works of a kind (storage CRS, metres) with their details, on land or, in streets, on none.

    `details` is JSON; the kind says what stands in it. `simple` is the row of a kind that is data.
    """

    kind: PermitKind
    office: Municipality
    version: BoundaryVersion | None
    works: GEOSGeometry
    details: dict[str, Any]
    simple: SimpleKind | None = None


@transaction.atomic
def open_application(*, asked: Asked, applicant: Applicant, by: User, request_id: UUID) -> PermitApplication:
    """Open an application and judge it, once per request id. Runs inside the territory of the office.

    Errors: AlreadyApplied, InvalidInput, KindNotHeld.
    """
    kind, details = kinds[asked.kind], {**asked.details, "applicant_name": applicant.name, "mobile": applicant.mobile}
    case = open_case(kind=kind.flow, municipality=asked.office, by=by, request_id=request_id)
    known = PermitApplication.objects.select_related("applicant").filter(case=case).first()
    if known:
        return _same_application(known, asked.version, details, applicant)
    with refusals_explained():
        application = _created(case, asked, details, party_of(applicant, asked.office))
    assess(application=application, by=by)
    return application


def _created(case: Case, asked: Asked, details: dict[str, Any], applicant: Party) -> PermitApplication:
    return PermitApplication.objects.create(
        case=case,
        municipality=asked.office,
        kind=asked.kind,
        parcel=asked.version.parcel if asked.version else None,
        version=asked.version,
        applicant=applicant,
        works=asked.works,
        details=details,
        simple=asked.simple,
    )


@transaction.atomic
def apply_for_fencing(
    *, parcel: PublishedParcel, applicant: Applicant, corners: Sequence[int], by: User, request_id: UUID
) -> PermitApplication:
    """Open an application to fence the sides that begin at the given corners, once per request id.

    Runs inside the territory of the parcel. Errors: ParcelNotOpen, NoSideChosen, AlreadyApplied, InvalidInput.
    """
    version = version_open_to_works(parcel)
    works = fence_along(version, corners)
    asked = Asked(
        kind=PermitKind.FENCING,
        office=version.parcel.municipality,
        version=version,
        works=works,
        details={"corners": sorted(set(corners)), "length_m": round(works.length, 2)},
    )
    return open_application(asked=asked, applicant=applicant, by=by, request_id=request_id)


def version_open_to_works(parcel: PublishedParcel) -> BoundaryVersion:
    """Return the boundary of a parcel on which works may be asked for. Errors: ParcelNotOpen."""
    if parcel.state != ParcelState.ACTIVE:
        raise ParcelNotOpen
    return BoundaryVersion.objects.select_related("parcel__municipality").get(pk=parcel.version_id)


def _same_application(
    known: PermitApplication, version: BoundaryVersion | None, details: dict[str, Any], applicant: Applicant
) -> PermitApplication:
    """Return the application that this request opened before; raise AlreadyApplied when it asked for something else."""
    asked = (version and version.parcel_id, details, identifier_hash(applicant.identifier))
    if (known.parcel_id, known.details, known.applicant.identifier_hash) != asked:
        raise AlreadyApplied
    return known


def may_change(*, person: Person, case: Case) -> bool:
    """Say whether a person may change what he asked for: whoever applied, while it is his to submit."""
    states = (ApplicationState.DRAFT, ApplicationState.RETURNED)
    return isinstance(person, User) and case.opened_by_id == person.pk and case.state in states


@transaction.atomic
def change_works(
    *, application: PermitApplication, works: GEOSGeometry, by: User, details: dict[str, Any] | None = None
) -> PermitApplication:
    """Put other works in the place of those asked for, while the case is open, and judge them.

    Errors: StepNotPossible after the review, DetailsWrong.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if case.state not in CHANGEABLE:
        raise StepNotPossible
    raw = {**application.details, **(details or {})}
    own = {name: application.details[name] for name in ("applicant_name", "mobile")}
    application.details = {**details_of(kind_of(application), raw, works), **own}
    application.works = works
    with refusals_explained():
        application.save(update_fields=["works", "details"])
    assess(application=application, by=by)
    return application


@transaction.atomic
def decide(*, case: Case, name: str, by: User, note: str = "") -> Case:
    """Take a step of an application; approval bills its fee, payment issues the permit, in the step's transaction.

    Where nothing is due the permit is issued at once. Errors: those of the step, of the fee and of issuing.
    """
    application = PermitApplication.objects.select_related("case", "version__parcel", "municipality").get(pk=case.pk)

    def settle(moved: Case, found: object) -> None:
        if name in GRANTS:
            if grant_renewal(case=moved, by=by) is None:
                renew(moved)
        elif name in LIFE:
            after_step(case=moved, name=name, by=by, note=note)
        else:
            if moved.state == ApplicationState.SUBMITTED:
                _claim_land(application, moved)  # a draft holds nothing
            verdict = found if isinstance(found, Verdict) else judge_now(application)
            assess(application=application, by=by, verdict=verdict)
            _decided(application, moved, name, verdict, by=by, note=note)

    moved = take_step(case=case, name=name, by=by, note=note, settle=settle)
    moved.refresh_from_db()  # a step by the system may have followed
    return moved


def _decided(
    application: PermitApplication, case: Case, name: str, verdict: Verdict[Any], *, by: User, note: str
) -> None:
    """Do what follows from the state that a step on the way to the permit has led to."""
    if case.state == ApplicationState.AWAITING_PAYMENT:
        _bill(application, case, by, verdict)
    if case.state == ApplicationState.REJECTED:
        record_decision(application=application, act=name, verdict=verdict, by=by)
    if case.state == ApplicationState.ISSUED:
        issue_permit(application=application, approved_by=last_hand(application, "approve"), verdict=verdict)
        end_fences(application)
    if case.state == ApplicationState.CANCELLED:
        cancel_bill(case=case, by=by, note=note)
    if case.state in (ApplicationState.REJECTED, ApplicationState.CANCELLED):
        release_claims(case=case)


def renew(case: Case) -> Case:
    """Begin the new term of a permit whose renewal is granted, and paid where something is due.

    Errors: BillNotPaid, StepNotPossible for a permit that is suspended or ended.
    """
    return decide(case=case, name="renew_works" if begun(case) else "renew", by=system_account())


def end_fences(application: PermitApplication) -> None:
    """End the fencing permits of land on which a building permit is issued: its fence belongs to the building."""
    if application.kind != PermitKind.BUILDING or application.parcel_id is None:
        return
    system = system_account()
    fences = Case.objects.filter(kind="fencing", state__in=IN_FORCE, application__parcel_id=application.parcel_id)
    for case in fences.order_by("pk"):
        decide(case=case, name="give_way", by=system, note=application.case.reference)


def _claim_land(application: PermitApplication, case: Case) -> None:
    """Hold the land of an application; works in the street hold none."""
    if application.version is not None:
        claim_parcel(case=case, version=application.version)


def _bill(application: PermitApplication, case: Case, by: User, verdict: Verdict[Any]) -> None:
    """Bill what the kind charges; where that is nothing, the system issues the permit in the same transaction.

    An approval that waits for its payment is a decision of its own; one that issues at once is in the permit's.
    """
    bill = charge(case=case, quantities=kind_of(application).charges(application), by=by)
    if bill is None:
        decide(case=case, name="waive", by=system_account())
    else:
        record_decision(application=application, act="approve", verdict=verdict, by=by)


def expire_due_permits(*, today: date | None = None) -> int:
    """Expire the permits whose last day is past, each in a transaction of its own; return how many."""
    day = today or timezone.localdate()
    mine = [kind.kind for kind in kinds if flows[kind.flow].step("expire")]
    with everywhere():
        due = Permit.objects.filter(kind__in=mine, expires_on__lt=day, application__case__state__in=EXPIRING)
        ids = list(due.order_by("expires_on", "number").values_list("application_id", flat=True))
    for case_id in ids:
        with everywhere():
            act_as(system_account().pk)
            decide(case=Case.objects.get(pk=case_id), name="expire", by=system_account())
    return len(ids)


class PaidPermit:
    """What a permit's bill does when it is paid, and when it is not."""

    def paid(self, case: Case) -> None:
        """Issue the permit, or begin the new term. Errors: RulesNotMet when the land has changed, those of issuing."""
        if case.state != ApplicationState.AWAITING_PAYMENT:
            renew(case)
            return
        decide(case=case, name="pay", by=system_account())

    def lapsed(self, case: Case) -> None:
        """Cancel the application and let go of its land, and tell the applicant; a permit to be renewed stays."""
        if case.state != ApplicationState.AWAITING_PAYMENT:
            send(topic="application.lapsed", key=case.reference, payload={"text_ar": renewal_lapse_notice(case)})
            return
        decide(case=case, name="lapse", by=system_account())
        send(topic="application.lapsed", key=case.reference, payload={"text_ar": lapse_notice(case)})


class IssuedPermit:
    """How a permit is stopped by an order, and goes on when that is lifted."""

    def suspend(self, *, case: Case, by: User, reason: str) -> None:
        """Suspend the permit in the name of the system, which the order moves. Errors: StepNotPossible."""
        decide(case=case, name="stop", by=system_account(), note=reason)

    def resume(self, *, case: Case, by: User, reason: str) -> None:
        """Let the permit go on where it stood. Errors: StepNotPossible."""
        name = "order_lifted_works" if begun(case) else "order_lifted"
        decide(case=case, name=name, by=system_account(), note=reason)


for _kind in ("fencing", "building", "demolition", "restoration", "simple"):
    payables.register(_kind, PaidPermit())
    stoppables.register(_kind, IssuedPermit())
