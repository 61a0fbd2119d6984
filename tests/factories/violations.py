"""Violations brought to the state that a test begins with, and the people whom they need."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.gis.geos import Point

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from geo.spatial.crs import storage_srid
from permits.cases.models import Case
from permits.violations.models import Violation
from permits.violations.services import Respondent, Sighting, decide, record_violation, record_visit
from tests.factories.cases import CANARY_IDENTIFIER, CANARY_NAME, corner_of, hold_tariffs
from tests.factories.places import Office, member

RESPONDENT = Respondent(name=CANARY_NAME, identifier=CANARY_IDENTIFIER)
#: Fines of the tests' only category.
FINES = {
    "fine_build_unlicensed": ("50000", "violation"), "fine_works_unlicensed": ("10000", "violation"),
    "fine_street_blocked": ("30000", "violation"), "fine_no_name_board": ("5000", "violation"),
}  # fmt: skip


@dataclass
class Found:
    """A violation with the people of its office."""

    office: Office
    inspector: User
    committee: User
    violation: Violation

    @property
    def case(self) -> Case:
        """Its case as it stands."""
        with territory([self.office.body.pk]):
            return Case.objects.get(pk=self.violation.pk)

    def take(self, name: str, by: User | None = None, note: str = "سبب") -> Case:
        """Take a step in the name of whom it belongs to."""
        hands = {
            "impose": self.office.head, "send_back": self.office.head, "drop": self.office.head,
            "bill_again": self.office.head, "lodge_appeal": self.office.engineer, "dismiss_appeal": self.committee,
            "allow_appeal": self.committee,
        }  # fmt: skip
        person = by or hands.get(name, self.inspector)
        with territory([self.office.body.pk]):
            act_as(person.pk)
            return decide(case=self.case, name=name, by=person, note=note)

    def walk(self, names: Iterable[str]) -> "Found":
        """Take steps one after another."""
        for name in names:
            self.take(name)
        return self

    def visit(self, *, corrected: bool, by: User | None = None) -> None:
        """Come again."""
        with territory([self.office.body.pk]):
            record_visit(violation=self.violation, corrected=corrected, note="زيارة", by=by or self.inspector)


def inspector_of(office: Office) -> User:
    """Return the inspector of an office, made once."""
    return member(Role.INSPECTOR, office.body)


def hold_fines() -> None:
    """Write the fines of the catalogue that the tests use."""
    hold_tariffs(FINES)


def seen(office: Office, *, request_id: UUID | None = None, by: User | None = None, **facts: Any) -> Violation:
    """Record a violation: building without a permit, ten metres into the office's land, unless told otherwise."""
    west, south = corner_of(office)
    asked = {
        "office": office.body, "item": "build_unlicensed", "place": Point(west + 10, south + 10, srid=storage_srid()),
        "note": "بناء دون رخصة", "respondent": RESPONDENT, **facts,
    }  # fmt: skip
    person = by or inspector_of(office)
    with territory([office.body.pk]):
        act_as(person.pk)
        return record_violation(sighting=Sighting(**asked), by=person, request_id=request_id or uuid4())


def found(office: Office, **facts: Any) -> Found:
    """Return a recorded violation with its people."""
    committee = User.objects.filter(username=f"{Role.COMMITTEE}-{office.body.code}").first()
    return Found(
        office, inspector_of(office), committee or member(Role.COMMITTEE, office.body), seen(office, **facts)
    )  # fmt: skip


A_YEAR_AND_MORE = timedelta(days=400)
