"""Two drawn neighbours with their identities, and a party of their office."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from geo.municipalities.scope import act_as, territory
from geo.parties.enums import PartyKind
from geo.parties.models import Party
from geo.parties.services import register_party
from parcels.register.enums import Compass
from parcels.register.models import Parcel, PublishedParcel
from parcels.rights.enums import DeedKind
from parcels.rights.models import Deed
from parcels.rights.services import NewDeed, NewSide, record_deed
from tests.factories.cases import enter_drawn
from tests.factories.places import Office, Places

SINCE = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Land:
    """An office with drawn parcels, by letter."""

    office: Office
    drawn: dict[str, PublishedParcel]

    def parcel(self, letter: str) -> Parcel:
        """Return the identity of a drawn parcel."""
        return Parcel.objects.get(pk=self.drawn[letter].pk)

    def party(self, number: int = 1) -> Party:
        """Return a party registered by the office."""
        return register_party(
            kind=PartyKind.PERSON, name=f"مالك {number}", municipality=self.office.body, identifier=f"99{number:08}"
        )

    def deed(self, letter: str, *sides: NewSide, number: str = "123456789012", **said: object) -> Deed:
        """Record an electronic deed of a drawn parcel."""
        wanted = {"kind": DeedKind.ELECTRONIC, "hijri_date": "1441/05/01", "issuer": "كتابة العدل", **said}
        supersedes = wanted.pop("supersedes", None)
        new = NewDeed(number=number, sides=sides, **wanted)
        return record_deed(parcel=self.parcel(letter), deed=new, by=self.office.surveyor, supersedes=supersedes)


def side(facing: str, length: str | None, *, words: str = "", text: str = "", code: str = "") -> NewSide:
    """Return what a deed says of a side."""
    return NewSide(
        facing=Compass(facing), length_m=None if length is None else Decimal(length), length_words=words,
        abutter_text=text, abutter_code=code,
    )  # fmt: skip


@pytest.fixture
def land(places: Places) -> Iterator[Land]:
    """Two neighbours, 20 m by 20 m, seen by their office."""
    drawn = enter_drawn(places.west, "AB", cell_m=20)
    with territory([places.west.body.pk]):
        act_as(places.west.head.pk)
        yield Land(places.west, drawn)
