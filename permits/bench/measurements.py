"""What `bin/bench permits` measures: checks, conflicts of digs, issuing, the paper, what another rule would change."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.utils import timezone

from geo.municipalities.scope import act_as, territory
from geo.printing.models import Printout
from geo.spatial_rules.facts import canonical
from geo.spatial_rules.rule import Answer
from parcels.bench.register_bench import Bench
from parcels.bench.timing import Metric, at_most, p95_ms, seconds
from parcels.plans.models import BuildingRule
from permits.applications import services
from permits.applications.assess import judge_now
from permits.applications.issuing import issue_permit, printed
from permits.applications.models import Permit, PermitApplication
from permits.applications.record import grounds_now, told_of
from permits.bench.cast import Cast, make_cast
from permits.bench.copies import write_copies
from permits.excavations.bench import make_digs
from permits.excavations.conflicts import other_digs
from permits.excavations.enums import Closure, Manner, Network
from permits.excavations.proposal import DigProposal
from permits.payments.biller import Payment
from permits.payments.models import Bill
from permits.payments.receiving import take_notice
from permits.payments.sadad import payment_message
from permits.what_if.judging import figures_of, kept_figures
from permits.what_if.models import Draft
from permits.what_if.services import judge_draft

_CHECKS_MS, _ISSUE_MS, _PAPER_S, _WHAT_IF_S = 50, 60, 1.5, 60
_FULL_FOOTPRINTS, _QUICK_FOOTPRINTS = 100_000, 5_000
_FULL_TIMES, _QUICK_TIMES = 300, 40
_DIGS, _QUICK_DIGS = 60_000, 3_000
_WARM = 5
#: Judged applications whose facts the permits of the territory repeat.
_MODELS = 40


@cache
def cast_of(bench: Bench) -> Cast:
    """Return the office in which everything is measured, made once a bench."""
    bench.say("writing law, zones, buildings and people")
    return make_cast(bench)


def _times(bench: Bench) -> int:
    return _QUICK_TIMES if bench.small else _FULL_TIMES


def measure_checks(bench: Bench) -> Iterator[Metric]:
    """Judge building applications by all their rules; a few are judged before the clock starts."""
    cast = cast_of(bench)
    applications = [cast.build(parcel) for parcel in cast.parcels[: _times(bench)]]
    answers: list[Answer] = []

    def check(key: UUID) -> None:
        with territory([cast.office.pk]):
            application = PermitApplication.objects.select_related("version__parcel").get(pk=key)
            answers.append(judge_now(application).answer)

    works = [partial(check, one.case_id) for one in applications]
    for work in works[:_WARM]:
        work()
    taken = p95_ms(works)
    bench.say(f"answers: {', '.join(f'{answers.count(each)} {each.value}' for each in Answer)}")
    yield at_most("building_checks_p95", taken, "ms", _CHECKS_MS)


def measure_digs(bench: Bench) -> Iterator[Metric]:
    """Ask for the conflicts of one dig among many; each stands on a street of the territory."""
    cast, many = cast_of(bench), _QUICK_DIGS if bench.small else _DIGS
    bench.say(f"writing {many} digs")
    cast.build(cast.parcels[-1])  # somebody must have applied: digs name a party
    with bench.admin() as admin:
        make_digs(admin, many, bench.ground.seed)
        admin.execute("VACUUM ANALYZE")
    with territory([cast.office.pk]):
        held = PermitApplication.objects.filter(kind="excavation").order_by("case_id")
        works = [partial(_ask_conflicts, cast, one) for one in held[: _times(bench)]]
    for work in works[:_WARM]:
        work()
    yield at_most(f"dig_conflicts_p95_of_{many}", p95_ms(works), "ms", _CHECKS_MS)


def _ask_conflicts(cast: Cast, dig: PermitApplication) -> None:
    """Ask who digs within five metres of a dig on other days of the same weeks."""
    day = date(2026, 1, 10)
    proposal = DigProposal(
        office_id=cast.office.pk, case_id=None, works=dig.works, routes=dig.works, width_m=1.0, depth_m=1.5,
        manner=Manner.NEW, network=Network.WATER, closure=Closure.NONE, starts_on=day, ends_on=day + timedelta(days=5),
        contractor_id=None, consultant_id=None, on=day, planned_on=day,
    )  # fmt: skip
    with territory([cast.office.pk]):
        other_digs(proposal, distance_m=Decimal(5), spacing_days=7)


def measure_issuing(bench: Bench) -> Iterator[Metric]:
    """Tell payments of approved applications: the whole notice with its checks, and the issuing alone; then print."""
    cast, many = cast_of(bench), _times(bench)
    approved = [_approved(cast, place) for place in range(many, 2 * many)]
    works = _notices(cast, approved)
    for work in works[:_WARM]:
        work()
    with _clocked() as alone:
        yield at_most("payment_to_permit_p95", p95_ms(works[_WARM:]), "ms", _ISSUE_MS)
    yield at_most("issuing_p95", 1000 * sorted(alone)[len(alone) * 95 // 100], "ms", _ISSUE_MS)
    yield from _papers(cast, _QUICK_TIMES)


@contextmanager
def _clocked() -> Iterator[list[float]]:
    """Clock issuing inside what calls it: number, record, permit, audit, job and message, without the checks."""
    taken: list[float] = []

    def clocked(**asked: Any) -> Permit:
        begun = time.perf_counter()
        permit = issue_permit(**asked)
        taken.append(time.perf_counter() - begun)
        return permit

    with patch.object(services, "issue_permit", clocked):
        yield taken


def _approved(cast: Cast, place: int) -> PermitApplication:
    application = cast.fence(cast.parcels[place])
    for name in ("submit", "recommend", "approve"):
        cast.take(application, name)
    return application


def _notices(cast: Cast, applications: list[PermitApplication]) -> list[Callable[[], object]]:
    with territory([cast.office.pk]):
        bills = list(Bill.objects.filter(case__in=[one.pk for one in applications]))
    return [partial(take_notice, *payment_message(_payment(bill))) for bill in bills]


def _payment(bill: Bill) -> Payment:
    return Payment(
        transaction_id=f"bench {bill.number}", bill_number=str(bill.number), amount=bill.amount,
        paid_at=timezone.localtime().replace(microsecond=0),
    )  # fmt: skip


def _papers(cast: Cast, count: int) -> Iterator[Metric]:
    """Print certificates of what was issued."""
    with territory([cast.office.pk]):
        permits = list(Permit.objects.filter(printout=None)[:count])

    def work(permit: Permit) -> Printout:
        with territory([cast.office.pk]):
            act_as(cast.head.pk)
            return printed(permit)

    yield at_most("certificate_p95", p95_ms([partial(work, permit) for permit in permits]) / 1000, "s", _PAPER_S)


def measure_what_if(bench: Bench) -> Iterator[Metric]:
    """Judge permits and standing buildings of a zone under a stricter rule, as the background job does.

    The permits' facts are those of applications that were judged; buildings are measured against each side.
    """
    cast, many = cast_of(bench), _QUICK_FOOTPRINTS if bench.small else _FULL_FOOTPRINTS
    bench.say(f"writing {many} permits")
    with territory([cast.office.pk]):
        models = [_record(application) for application in _some_building(cast, bench)]
        rule = BuildingRule.objects.select_related("zone").get(municipality=cast.office)
    write_copies(bench, models, many)
    held = figures_of(rule)
    stricter = replace(held, max_coverage=Decimal("0.2"), setback_side_m=Decimal(6))
    with territory([cast.office.pk]):
        draft = Draft.objects.create(
            municipality=cast.office, zone=rule.zone, asked_by=cast.head, held=kept_figures(held),
            figures=kept_figures(stricter),
        )  # fmt: skip
    taken = seconds(lambda: judge_draft(draft_id=draft.pk, office=cast.office.pk, person=cast.head.pk))
    with territory([cast.office.pk]):
        draft.refresh_from_db()
    bench.say(f"{draft.state}: looked at, refused, allowed: {draft.counts}")
    yield at_most(f"what_if_{many}_footprints", taken, "s", _WHAT_IF_S)


def _some_building(cast: Cast, bench: Bench) -> list[PermitApplication]:
    found = PermitApplication.objects.filter(kind="building").select_related("case", "municipality", "version__parcel")
    return list(found[:_MODELS]) or [cast.build(parcel) for parcel in cast.parcels[:_MODELS]]


def _record(application: PermitApplication) -> tuple[object, bytes]:
    """Return an application with the body that its decision would have."""
    grounds = grounds_now(application, judge_now(application), act="model", day=timezone.localdate())
    return application.pk, canonical(told_of(application, grounds))


MEASUREMENTS: dict[str, Callable[[Bench], Iterator[Metric]]] = {
    "checks": measure_checks,
    "digs": measure_digs,
    "issuing": measure_issuing,
    "what_if": measure_what_if,
}
