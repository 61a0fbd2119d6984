"""Drafts of building rules: asked for, judged in the background portion by portion, forgotten after some time."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.jobs.services import defer
from geo.municipalities.scope import act_as, everywhere, territory
from geo.spatial.shapes import to_geos
from geo.spatial_rules.rule import Answer, MissingSource
from parcels.plans.models import BuildingRule
from permits.applications.plot import BuildingFigures
from permits.what_if.enums import LIVE, DraftState
from permits.what_if.errors import TooManyDrafts
from permits.what_if.judging import CASES, PERMITS, Changed, Kept, Question, figures_of, kept_figures, read_figures
from permits.what_if.measuring import measuring
from permits.what_if.models import Change, Draft
from permits.what_if.standing import Standing

#: The job that judges a draft (tasks.py).
JUDGE = "what_if.judge"
#: What is judged and written in one transaction.
PORTION = 2_000
#: Drafts of one person that are not judged yet.
MOST_LIVE = 3
#: How long a draft is kept.
KEPT = timedelta(days=90)
#: Judges some of what was listed: the changed, and how many were looked at.
Judge = Callable[[Question, Sequence[Any]], tuple[list[Changed], int]]


@transaction.atomic
def ask_draft(*, rule: BuildingRule, figures: BuildingFigures, by: User) -> Draft:
    """Leave a draft of a rule for the worker in the running transaction. Errors: TooManyDrafts."""
    if Draft.objects.filter(asked_by=by, state__in=LIVE).count() >= MOST_LIVE:
        raise TooManyDrafts
    draft = Draft.objects.create(
        municipality_id=rule.municipality_id, zone=rule.zone, held=kept_figures(figures_of(rule)),
        figures=kept_figures(figures), asked_by=by,
    )  # fmt: skip
    defer(JUDGE, draft=str(draft.pk), office=draft.municipality_id, person=by.pk)
    return draft


def judge_draft(*, draft_id: UUID, office: int, person: int) -> None:
    """Judge everything in the zone of a draft by it. What a worker that died left is thrown away first.

    Each portion is judged as it stands then, in a transaction of its own, so that nothing waits for the whole.
    A missing source ends the draft with its name; a bug ends it too, and is raised.
    """
    inside = partial(_inside, office, person)
    with inside():
        draft = Draft.objects.select_for_update(of=("self",)).select_related("zone").get(pk=draft_id)
        if not draft.live:
            return
        draft.changes.all().delete()
        _move(draft, state=DraftState.DOING, done=0, total=None, counts={})
    try:
        _judge(draft, inside)
    except MissingSource as missing:
        with inside():
            _move(draft, state=DraftState.FAILED, trouble=str(missing), finished_at=timezone.now())
    except BaseException:
        with inside():
            _move(draft, state=DraftState.FAILED, finished_at=timezone.now())
        raise
    else:
        with inside():
            _move(draft, state=DraftState.DONE, finished_at=timezone.now())


def _judge(draft: Draft, inside: Callable[[], Any]) -> None:
    asked = Question(
        zone=draft.zone.geom.ewkt, office=draft.municipality_id, held=read_figures(draft.held),
        draft=read_figures(draft.figures),
    )  # fmt: skip
    with inside():
        standing = Standing(timezone.localdate())
        sorts: tuple[Kept | Standing, ...] = PERMITS, CASES, standing
        listed = [(each, list[Any](each.keys(asked))) for each in sorts]
        _move(draft, total=sum(len(keys) for _each, keys in listed))
    with measuring(standing.gauge) as measure:
        for each, keys in listed:
            judge: Judge = partial(each.judge, measure=measure) if isinstance(each, Standing) else each.judge
            for at in range(0, len(keys), PORTION):
                with inside():
                    _keep(draft, each, *judge(asked, keys[at : at + PORTION]))
                    _move(draft, done=draft.done + len(keys[at : at + PORTION]))


def _keep(draft: Draft, each: Kept | Standing, changed: Sequence[Changed], looked_at: int) -> None:
    """Write what is changed, and count: looked at, would be refused, would be allowed."""
    Change.objects.bulk_create(
        Change(
            draft=draft, municipality_id=draft.municipality_id, sort=one.sort, name=one.name, parcel=one.parcel,
            case=one.case, before=one.before, after=one.after, rules=list(one.rules), geom=to_geos(one.outline),
        )
        for one in changed
    )  # fmt: skip
    lost = sum(one.after == Answer.NO for one in changed)
    won = sum(one.before == Answer.NO for one in changed)
    former = draft.counts.get(each.sort, (0, 0, 0))
    draft.counts[each.sort] = [sum(pair) for pair in zip(former, (looked_at, lost, won), strict=True)]
    _move(draft, counts=draft.counts)


def _move(draft: Draft, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(facts))


@contextmanager
def _inside(office: int, person: int) -> Iterator[None]:
    with territory([office]):
        act_as(person, reason="what-if", source=f"job {JUDGE}")
        yield


def forget_old() -> int:
    """Delete drafts that were asked for long ago; return how many."""
    with everywhere():
        old = list(Draft.objects.filter(asked_at__lt=timezone.now() - KEPT).values_list("pk", flat=True))
        Change.objects.filter(draft__in=old).delete()
        Draft.objects.filter(pk__in=old).delete()
    return len(old)
