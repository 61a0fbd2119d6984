"""The clock of a case: working days that the office has used; it stops while the applicant holds the file."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from geo.calendars.hijri import HijriDate, to_hijri
from geo.calendars.terms import Calendar, Term, Unit
from geo.calendars.workdays import Holiday as Off
from geo.calendars.workdays import add_working_days, days_off, working_days_between
from geo.spatial_rules.selectors import value_on
from permits.cases.enums import Holder
from permits.cases.errors import FileTermMissing
from permits.cases.flow import Side, flows
from permits.cases.models import Case, CaseEvent, DecisionTerm, Holiday, Supplement

#: When somebody held the file: from one instant to another.
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Who holds the file; working days used of those allowed (None: none recorded), and the last day while it runs."""

    holder: Holder
    used: int = 0
    allowed: int | None = None
    due_on: date | None = None

    @property
    def runs(self) -> bool:
        """Whether the office's days are counted now."""
        return self.holder is Holder.OFFICE and self.allowed is not None

    @property
    def left(self) -> int | None:
        """Working days that are left; below zero when the term is over."""
        return None if self.allowed is None else self.allowed - self.used

    @property
    def late(self) -> bool:
        """Whether the office has used more than its term."""
        return self.runs and self.allowed is not None and self.used > self.allowed

    @property
    def over(self) -> int:
        """Working days beyond the term."""
        return self.used - self.allowed if self.late and self.allowed is not None else 0


def turn_of(kind: str, state: str) -> Holder:
    """Return who holds a case in a state: the office where a role is awaited, else the applicant, or none."""
    awaited = [step for step in flows[kind].from_state(state) if step.awaited]
    if any(not isinstance(step.by, Side) for step in awaited):
        return Holder.OFFICE
    return Holder.APPLICANT if awaited else Holder.NOBODY


def clocks_of(cases: Sequence[Case], *, now: datetime | None = None) -> dict[UUID, Clock]:
    """Return the clock of each case, with as many questions for a page of them as for one. Inside their territories."""
    moment = now or timezone.now()
    keys = [case.pk for case in cases]
    visits, stops = _visits(cases, keys, moment), _stops(keys, moment)
    terms = _terms(timezone.localdate(moment))
    first = min((span[0] for spans in visits.values() for span in spans), default=moment)
    off = days_off_between(timezone.localdate(first), timezone.localdate(moment))
    clocks = {}
    for case in cases:
        allowed = terms.get((case.kind, case.state), terms.get(("", case.state)))  # the kind's own before that of all
        clocks[case.pk] = _clock(case, visits[case.pk], stops[case.pk], allowed, off, moment)
    return clocks


def _clock(
    case: Case, visits: list[Span], stops: list[Span], allowed: int | None, off: frozenset[date], now: datetime
) -> Clock:
    holder = turn_of(case.kind, case.state)
    if holder is not Holder.OFFICE:
        return Clock(holder=holder)
    used = sum(_working_days(span, off) for span in running(visits, stops))
    if any(end == now for _start, end in stops):
        return Clock(holder=Holder.APPLICANT, used=used, allowed=allowed)
    due = None if allowed is None or allowed < used else after_working_days(timezone.localdate(now), allowed - used)
    return Clock(holder=holder, used=used, allowed=allowed, due_on=due)


def running(visits: Iterable[Span], stops: Sequence[Span]) -> list[Span]:
    """Return the visits without the stops in them.

    >>> day = lambda n: datetime(2026, 1, n)
    >>> [(a.day, b.day) for a, b in running([(day(1), day(9))], [(day(3), day(4)), (day(8), day(12))])]
    [(1, 3), (4, 8)]
    """
    left: list[Span] = []
    for start, end in visits:
        at = start
        for stop, again in sorted(stops):
            if again <= at or stop >= end:
                continue
            if stop > at:
                left.append((at, stop))
            at = again
        if at < end:
            left.append((at, end))
    return left


def _working_days(span: Span, off: frozenset[date]) -> int:
    return working_days_between(timezone.localdate(span[0]), timezone.localdate(span[1]), off)


def _visits(cases: Sequence[Case], keys: list[UUID], now: datetime) -> defaultdict[UUID, list[Span]]:
    """Return when each case was in the state in which it is now; the last visit lasts until now."""
    visits: defaultdict[UUID, list[Span]] = defaultdict(list)
    present = {case.pk: case.state for case in cases}
    entered: dict[UUID, datetime] = {case.pk: case.opened_at for case in cases}
    for event in CaseEvent.objects.filter(case_id__in=keys).order_by("taken_at", "pk"):
        if event.source == present[event.case_id]:
            visits[event.case_id].append((entered[event.case_id], event.taken_at))
        entered[event.case_id] = event.taken_at
    for key, since in entered.items():
        visits[key].append((since, now))
    return visits


def _stops(keys: list[UUID], now: datetime) -> defaultdict[UUID, list[Span]]:
    """Return when something was asked of the applicant; what is open lasts until now."""
    stops: defaultdict[UUID, list[Span]] = defaultdict(list)
    for asked in Supplement.objects.filter(case_id__in=keys).only("case_id", "opened_at", "closed_at"):
        stops[asked.case_id].append((asked.opened_at, asked.closed_at or now))
    return stops


def _terms(day: date) -> dict[tuple[str, str], int]:
    """Return the terms of kinds and states; what the region has set comes after what the country has, and wins."""
    rows = sorted(DecisionTerm.objects.filter(holding(day)), key=lambda row: ("-" in row.jurisdiction, row.valid_from))
    return {(row.kind, row.state): row.working_days for row in rows}


def holding(day: date) -> Q:
    """Return the filter of dated rows that hold on a day where this deployment is."""
    here = [settings.JURISDICTION, settings.JURISDICTION.split("-")[0]]
    return (Q(valid_to=None) | Q(valid_to__gte=day)) & Q(valid_from__lte=day, jurisdiction__in=here)


def after_working_days(start: date, amount: int) -> date:
    """Return the day on which so many working days have passed, holidays left out."""
    return add_working_days(start, amount, days_off_between(start, start + timedelta(days=2 * amount + 60)))


def days_off_between(first: date, last: date) -> frozenset[date]:
    """Return the holidays between two days, from the rows that held on the first of each."""
    held = list(Holiday.objects.all())
    spans = (span for row in held for span in _spans(row, first, last))
    return days_off(spans)


def _spans(row: Holiday, first: date, last: date) -> Iterable[Off]:
    """Yield a holiday of each year that meets a stretch of days."""
    hijri = row.calendar == Calendar.HIJRI
    years = range(to_hijri(first).year - 1, to_hijri(last).year + 2) if hijri else range(first.year - 1, last.year + 2)
    for year in years:
        begins = HijriDate(year, row.month, row.day).to_date() if hijri else date(year, row.month, row.day)
        if begins >= row.valid_from and (row.valid_to is None or begins <= row.valid_to):
            yield Off(row.local_name, begins, date.fromordinal(begins.toordinal() + row.days - 1))


def term_end(code: str, start: date) -> date:
    """Return the last day of a dated term of data/reference/terms.csv. Errors: FileTermMissing."""
    value = value_on(code, start)
    if value is None:
        raise FileTermMissing(term=code)
    calendar, unit = value.unit.split()
    return Term(Calendar(calendar), int(value.value), Unit(unit)).ends(start)
