"""Words in the file of a case, and who of the office works on it."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from permits.cases.filing import allowed, lock, words
from permits.cases.models import Assignment, Case, Comment
from permits.cases.policies import office_roles, seen_as_office, works_on
from permits.cases.watching import tell_watchers


@transaction.atomic
def say(*, case: Case, text: str, by: User, shared: bool = False) -> Comment:
    """Write words into the file: the office's for itself or for the applicant too, the applicant's for both.

    Errors: NotYoursInFile, WordsMissing.
    """
    mine = case.opened_by_id == by.pk
    allowed(mine or seen_as_office(by, case))
    comment = Comment.objects.create(
        case=case, municipality=case.municipality, opened_by=by, text=words(text), shared=mine or shared
    )
    if comment.shared and not mine:
        tell_watchers(case, "comment", {"id": comment.pk})
    return comment


def comments_for(case: Case, person: User) -> QuerySet[Comment]:
    """Return the words that a person may read: the office all of them, the applicant what is shared with him."""
    found = case.comments.select_related("opened_by")
    return found if seen_as_office(person, case) else found.filter(shared=True)


@transaction.atomic
def assign(*, case: Case, person: User | None, by: User) -> Assignment:
    """Say who works on a case from now on. Errors: NotYoursInFile, FileClosed."""
    locked = lock(case)
    allowed(works_on(by, locked))
    allowed(person is None or colleagues(locked).filter(pk=person.pk).exists())
    return Assignment.objects.create(case=locked, municipality=locked.municipality, opened_by=by, person=person)


def assigned_to(case: Case) -> User | None:
    """Return who works on a case, or None."""
    last = case.assignments.select_related("person").last()
    return last.person if last else None


def colleagues(case: Case) -> QuerySet[User]:
    """Return who may work on a case: holders today of the roles that take its steps, in its place or above it."""
    today = timezone.localdate()
    holds = Q(memberships__ends_on=None) | Q(memberships__ends_on__gte=today)
    found = User.objects.filter(
        holds,
        is_active=True,
        memberships__starts_on__lte=today,
        memberships__role__in=office_roles(case),
        memberships__municipality__in=_at_or_above(case.municipality),
    )
    return found.exclude(pk=case.opened_by_id).distinct().order_by("full_name", "username")


def _at_or_above(body: Municipality) -> list[int]:
    keys: list[int] = []
    at: Municipality | None = body
    while at is not None:
        keys.append(at.pk)
        at = at.parent
    return keys
