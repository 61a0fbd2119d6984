"""What decisions on an issued permit stood on: revocation, renewal, transfer, the occupancy certificate."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from geo.accounts.models import User
from geo.documents.models import Document
from geo.spatial.shapes import to_shapely
from geo.spatial_rules.facts import kept_facts
from geo.spatial_rules.models import ReferenceValue
from permits.applications.inspecting import deviation_of
from permits.applications.models import Inspection, Permit, PermitApplication, PermitEdition
from permits.applications.record import Grounds, hash_of, paper_subject, term_from, told_of
from permits.applications.simple import term_of
from permits.cases.models import CaseEvent
from permits.decisions.models import DecisionRecord
from permits.decisions.services import seal_decision

REVOKE, RENEW, TRANSFER, OCCUPANCY = "revoke", "renew", "transfer", "finish"
#: The steps whose hands sign each decision.
_SIGNED = {
    REVOKE: ("revoke",),
    RENEW: ("grant_renewal", "grant_renewal_works", "grant_renewal_expired", "renew", "renew_works"),
    TRANSFER: ("transfer", "transfer_works"),
    OCCUPANCY: ("request_completion", "finish"),
}
Life = dict[str, Any]


def told_of_life(permit: Permit, act: str, *, fee: int | None = None, **keys: Any) -> Life:
    """Return the record of a decision on an issued permit that is taken now; `keys` are the rows that it stands on.

    No rule is judged: what is decided is whether what was given goes on.
    """
    application = permit.application
    events = CaseEvent.objects.filter(case_id=application.pk, transition__in=_SIGNED[act]).order_by("pk")
    papers = Document.objects.filter(subject=paper_subject(application)).order_by("filed_at", "pk")
    grounds = Grounds(
        act=act, day=timezone.localdate(), judged=[], fee=fee, events=list(events.values_list("pk", flat=True)),
        papers=[str(pk) for pk in papers.values_list("pk", flat=True)], overrides=[], term=None,
    )  # fmt: skip
    return _told(permit, grounds, keys)


def record_life(*, permit: Permit, act: str, by: User, fee: int | None = None, **keys: Any) -> DecisionRecord:
    """Keep what a decision on an issued permit stood on; it takes the head of the office's chain."""
    told = told_of_life(permit, act, fee=fee, **keys)
    return seal_decision(case=permit.application.case, act=act, told=told, by=by)


def life_again(application: PermitApplication, grounds: Grounds, kept: Life) -> Life:
    """Return what such a record would say, had it been written from the rows as they are kept."""
    permit = Permit.objects.select_related("municipality").get(application=application)
    permit.application = application
    return _told(permit, grounds, kept["life"]["keys"], anew=True)


def _told(permit: Permit, grounds: Grounds, keys: Life, *, anew: bool = False) -> Life:
    told = told_of(permit.application, grounds, anew=anew)
    life = {"permit": permit.number, "keys": keys, **_OF_ACT[grounds.act](permit, grounds.day, keys)}
    kept: Life = kept_facts(life)
    return {**told, "life": kept}


def _revoked(permit: Permit, day: date, keys: Life) -> Life:
    return {"reason": permit.revoked_reason}


def _renewed(permit: Permit, day: date, keys: Life) -> Life:
    """Return the new term, counted again from the dated value, or from the row of the simple kind."""
    edition = PermitEdition.objects.select_related("request").get(pk=keys["edition"])
    simple = permit.application.simple
    term = term_of(simple) if simple else term_from(ReferenceValue.objects.get(pk=keys["term"]))
    return {
        **_asked(edition),
        "from": edition.former_expires_on,
        "to": term.ends(max(day, edition.former_expires_on)),
        "given": edition.expires_on,
    }


def _transferred(permit: Permit, day: date, keys: Life) -> Life:
    """Return the new holder; his name and deed only as hashes, for the register of parties has them."""
    edition = PermitEdition.objects.select_related("request").get(pk=keys["edition"])
    return {
        **_asked(edition),
        "holder": str(edition.holder_id),
        "holder_name": hash_of(edition.holder_name.encode()),
        "deed": hash_of(edition.request.deed_number.encode()),
    }


def _asked(edition: PermitEdition) -> Life:
    asked = edition.request
    return {"edition": edition.number, "request": asked.pk, "what": asked.what, "asked_by": asked.asked_by_id}


def _occupied(permit: Permit, day: date, keys: Life) -> Life:
    """Return the inspections that were passed, each measured again."""
    works = to_shapely(permit.application.works)
    rows = Inspection.objects.filter(pk__in=keys["inspections"]).order_by("pk")
    return {
        "inspections": [
            {
                "id": row.pk, "stage": row.stage, "passed": row.passed, "by": row.inspected_by_id,
                "as_built": row.as_built and hash_of(bytes(row.as_built.ewkb)),
                "deviation_m": row.as_built and str(deviation_of(to_shapely(row.as_built), works)),
                "within_m": None if row.within_m is None else str(row.within_m),
            }
            for row in rows
        ]
    }  # fmt: skip


def inspections_of(permit: Permit) -> Sequence[int]:
    """Return the keys of all inspections of a permit's works, the oldest first."""
    found = Inspection.objects.filter(application_id=permit.application_id).order_by("pk")
    return list(found.values_list("pk", flat=True))


_OF_ACT: dict[str, Callable[[Permit, date, Life], Life]] = {
    REVOKE: _revoked,
    RENEW: _renewed,
    TRANSFER: _transferred,
    OCCUPANCY: _occupied,
}
#: Decisions of an issued permit's life.
ACTS = frozenset(_OF_ACT)
