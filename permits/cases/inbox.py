"""Which cases wait for a person, told by the flows and asked of the database; the inbox in pages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.http import HttpRequest
from django.utils.safestring import SafeString

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.calendars.digits import fold_digits
from geo.municipalities.scope import current
from geo.registry import Registry
from permits.cases.flow import Side, flows
from permits.cases.models import Assignment, Case, CaseEvent, Referral, Supplement
from permits.cases.policies import departments_of, in_places_of, places_by_role, visible_cases

#: What other slices tell of cases in a list: the HTML to each, by its key, asked once a page.
RowNote = Callable[[HttpRequest, Sequence[Case]], Mapping[UUID, SafeString]]
row_notes: Registry[RowNote] = Registry("note to rows of the inbox")
#: How other slices call cases whose kind alone does not say what they are, by their keys, asked once a page.
RowTitle = Callable[[Sequence[Case]], Mapping[UUID, str]]
row_titles: Registry[RowTitle] = Registry("title of rows of the inbox")
#: So many of what waits are counted; more are told as more.
MOST_COUNTED = 999
_NOTHING = Q(pk__in=())
Places = dict[Role, frozenset[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What of the inbox is asked for: a kind, a text in the number (digits of either script), what waits, what is mine.

    "" is no limit; `mine` are the cases that are assigned to the person.
    """

    kind: str = ""
    number: str = ""
    waiting: bool = False
    mine: bool = False

    def __bool__(self) -> bool:
        return bool(self.kind or self.number or self.waiting or self.mine)


@dataclass(frozen=True, slots=True)
class Page:
    """Cases of the inbox, each with `waits`, and the cursor after the last of them; "" where no more follow."""

    cases: list[Case]
    next: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What waits for a person: told exactly, and as states in places that an index finds."""

    exactly: Q
    about: Q


@dataclass(frozen=True, slots=True)
class _Key:
    """Where a page begins: after a case that waits, or after one that does not."""

    waits: bool
    at: datetime
    pk: UUID

    @classmethod
    def read(cls, typed: str) -> "_Key | None":
        """Read a cursor; None for one that is none: the list then begins at its beginning."""
        try:
            sort, at, pk = typed.split("_")
            return cls(sort == "w", datetime.fromisoformat(at), UUID(pk)) if sort in "wo" and sort else None
        except ValueError:
            return None

    @classmethod
    def of(cls, case: Case) -> str:
        """Return the cursor after a case of the inbox."""
        waits: bool = getattr(case, "waits")  # noqa: B009 - annotated by the inbox
        at = case.state_since if waits else case.opened_at
        return f"{'w' if waits else 'o'}_{at.isoformat()}_{case.pk}"


class Inbox:
    """The cases that a person may see: those first that wait for him, of them the longest waiting; then the latest.

    Runs where the reader's territories are open. It says what policies.may_take and may_answer say of every case.
    Both parts are read by an index and by keyset: the hundredth page costs what the first one costs.
    """

    def __init__(self, person: User, narrowing: Narrowing | None = None) -> None:
        self._person, self._narrowing = person, narrowing or Narrowing()
        self._wanted = _waiting_for(person)

    def waiting(self) -> QuerySet[Case]:
        """Return the cases in which a step or an answer is the person's, the longest waiting first."""
        found = self._narrowed().filter(self._wanted.about).filter(self._wanted.exactly)
        return found.annotate(waits=Value(True)).order_by("state_since", "pk")

    def others(self) -> QuerySet[Case]:
        """Return the other cases that he sees, the latest first."""
        waits = models.ExpressionWrapper(self._wanted.exactly, output_field=models.BooleanField())
        seen = Q(municipality__in=list(current())) | Q(opened_by=self._person)
        return self._narrowed().filter(seen).annotate(waits=waits).filter(waits=False).order_by("-opened_at", "-pk")

    def page(self, size: int, after: str = "") -> Page:
        """Return so many cases after a cursor."""
        key, found = _Key.read(after), list[Case]()
        if key is None or key.waits:
            beyond = Q() if key is None else Q(state_since__gt=key.at) | Q(state_since=key.at, pk__gt=key.pk)
            found = list(self.waiting().filter(beyond)[: size + 1])
        if len(found) <= size and not self._narrowing.waiting:
            beyond = Q() if key is None or key.waits else Q(opened_at__lt=key.at) | Q(opened_at=key.at, pk__lt=key.pk)
            found += self.others().filter(beyond)[: size + 1 - len(found)]
        shown = found[:size]
        return Page(shown, _Key.of(shown[-1]) if len(found) > size else "")

    def count_waiting(self) -> int:
        """Return how many wait, as the list is narrowed otherwise; counted up to one more than MOST_COUNTED."""
        return self.waiting().order_by()[: MOST_COUNTED + 1].count()

    def _narrowed(self) -> QuerySet[Case]:
        cases, asked = visible_cases(), self._narrowing
        if asked.kind:
            cases = cases.filter(kind=asked.kind)
        if asked.number:
            cases = cases.filter(reference__icontains=fold_digits(asked.number).strip())
        if asked.mine:
            last = Assignment.objects.filter(case=OuterRef("pk")).order_by("-opened_at", "-pk").values("person")[:1]
            touched = Assignment.objects.filter(person=self._person).values("case")
            cases = cases.filter(pk__in=touched).annotate(assigned=Subquery(last)).filter(assigned=self._person.pk)
        return cases


@dataclass(frozen=True, slots=True)
class _Steps:
    """Awaited steps of one kind of hand: the states of each kind of case from which they lead."""

    states: dict[str, set[str]] = field(default_factory=dict)

    def add(self, kind: str, sources: Iterable[str]) -> None:
        self.states.setdefault(kind, set()).update(sources)

    @property
    def exactly(self) -> Q:
        found = _NOTHING
        for kind, states in self.states.items():
            found |= Q(kind=kind, state__in=sorted(states))
        return found

    @property
    def about(self) -> Q:
        return Q(state__in=sorted({state for states in self.states.values() for state in states}))


def _waiting_for(person: User) -> _Wanted:
    places = places_by_role(person)
    own, offices = _awaited(places)
    exactly, about = Q(opened_by=person) & own.exactly, Q(opened_by=person) & own.about
    for (where, apart), steps in offices.items():
        there = Q(municipality__in=sorted(where))
        about |= there & steps.about
        exactly |= there & steps.exactly & _apart(person, apart)
    asked = Q(pk__in=_asked_of(person, places))
    return _Wanted(exactly | asked, about | asked)


def _awaited(places: Places) -> tuple[_Steps, dict[tuple[frozenset[int], tuple[str, ...]], _Steps]]:
    """Return the awaited steps of applicants; those of offices by places, and by the hands that they must not be."""
    own, offices = _Steps(), dict[tuple[frozenset[int], tuple[str, ...]], _Steps]()
    for flow in flows:
        for step in flow.transitions:
            if not step.awaited:
                continue
            if step.by == Side.APPLICANT:
                own.add(flow.kind, step.sources)
            elif not isinstance(step.by, Side) and places[Role(step.by)]:
                key = places[Role(step.by)], step.apart_from
                offices.setdefault(key, _Steps()).add(flow.kind, step.sources)
    return own, offices


def _apart(person: User, names: tuple[str, ...]) -> Q:
    """Return the filter of cases in which the person is not the hand that must be another's."""
    if not names:
        return Q()
    acted = CaseEvent.objects.filter(case=OuterRef("pk"), transition__in=names, taken_by=person)
    return ~Q(opened_by=person) & ~Q(Exists(acted))


def _asked_of(person: User, places: Places) -> list[UUID]:
    """Return the cases about which the person's departments are asked, and his own in which he is asked."""
    found = _supplements_of(person)
    asked = _NOTHING
    for role, departments in departments_of(person).items() if any(places.values()) else ():
        asked |= departments & Q(municipality__in=sorted(places[Role(role)]))
    if asked != _NOTHING:
        open_now = Referral.objects.filter(asked, closed_at=None).exclude(case__opened_by=person)
        found += open_now.values_list("case_id", flat=True)
    return found


def _supplements_of(person: User) -> list[UUID]:
    """Return the person's own cases in which he is asked for something; read in their places, which are not his."""
    own: list[Any] = list(Case.objects.filter(opened_by=person).only("municipality"))
    if not own:
        return []
    with in_places_of(own):
        asked = Supplement.objects.filter(case__opened_by=person, closed_at=None)
        return list(asked.values_list("case_id", flat=True))


def titles_of(cases: Sequence[Case]) -> dict[UUID, str]:
    """Return how each case is called in a list, in the running language. Inside the places of the cases."""
    own = {key: title for name_them in row_titles for key, title in name_them(cases).items()}
    return {case.pk: own.get(case.pk) or str(flows[case.kind].title) for case in cases}


def kinds_of(person: User, *, office: bool) -> list[str]:
    """Return the kinds by which the inbox is narrowed: all for an office's people, else those that were opened."""
    if office:
        return sorted(flow.kind for flow in flows)
    return sorted(set(Case.objects.filter(opened_by=person).values_list("kind", flat=True).distinct()))
