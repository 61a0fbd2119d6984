"""Made-up deeds and owners of a dozen neighbouring parcels; five of the deeds are wrong, each in its own way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from geo.parties.enums import PartyKind
from geo.parties.models import Party
from geo.parties.selectors import own_links
from geo.parties.services import identifier_hash, link_identity, register_party
from geo.wording.lengths import metres_in_arabic, to_centimetre
from parcels.plans.models import Plan
from parcels.register.areas import areas_of
from parcels.register.edges import BoundarySide, boundary_sides
from parcels.register.models import Parcel, PublishedParcel
from parcels.rights.enums import DeedKind, RightKind
from parcels.rights.models import Deed
from parcels.rights.services import NewDeed, NewSide, grant_right, record_deed

SOURCE = "made up"
HOW_MANY = 12
SINCE = datetime(2010, 1, 1, tzinfo=UTC)
#: Shares of the owners of the first parcels; the others have one owner.
SHARES = {0: ((1, 2), (1, 2)), 1: ((2, 3), (1, 3)), 6: ((12, 24), (8, 24), (4, 24))}
MORTGAGED, FROZEN = 3, 7
#: The parcel whose paper deed has given way to an electronic one.
RENEWED = 5
#: The owner of a third of the second parcel, whose account is that of the demonstration's citizen.
CITIZEN = 11


def make_deeds(plan: Plan, *, head: str) -> int:
    """Record deeds and owners of the first parcels of a plan, once; return how many parcels have them."""
    if Deed.objects.filter(source_system=SOURCE).exists():
        return 0
    by = User.objects.get(username=head)
    published = list(PublishedParcel.objects.filter(plan_id=plan.pk).order_by("code")[:HOW_MANY])
    identities = Parcel.objects.select_related("municipality").in_bulk([parcel.pk for parcel in published])
    for place, parcel in enumerate(published):
        deed = _recorded(identities[parcel.pk], _wrong(place, _true_deed(place, parcel)), place, by)
        _owned(identities[parcel.pk], deed, place, by)
    return len(published)


def _recorded(parcel: Parcel, deed: NewDeed, place: int, by: User) -> Deed:
    if place != RENEWED:
        return record_deed(parcel=parcel, deed=deed, by=by)
    paper = replace(
        deed, kind=DeedKind.PAPER, number="١٢٣/٤ تجريبي", hijri_date="1398/03/12", source_id=f"{deed.source_id}/paper"
    )
    former = record_deed(parcel=parcel, deed=paper, by=by)
    return record_deed(parcel=parcel, deed=deed, by=by, supersedes=former)


def _true_deed(place: int, parcel: PublishedParcel) -> NewDeed:
    """Return the deed that says what is there, to the centimetre."""
    return NewDeed(
        kind=DeedKind.ELECTRONIC,
        number=f"{place + 1:012}",
        hijri_date=f"1441/05/{place + 1:02}",
        issuer="كتابة عدل تجريبية",
        area_m2=Decimal(f"{areas_of(parcel).ground_m2:.2f}"),
        sides=[_side(side) for side in boundary_sides(parcel)],
        source_system=SOURCE,
        source_id=parcel.code,
    )


def _side(side: BoundarySide) -> NewSide:
    length = to_centimetre(Decimal(repr(side.length_ground_m)))
    single = side.abutters[0].code if len(side.abutters) == 1 else ""
    return NewSide(
        facing=side.facing,
        length_m=length,
        length_words=metres_in_arabic(length),
        abutter_text=" و".join(abutter.text_ar for abutter in side.abutters),
        abutter_code=single,
    )


def _wrong(place: int, deed: NewDeed) -> NewDeed:
    """Return the deed with the fault of its place, or as it is."""
    fault = FAULTS.get(place)
    return fault(deed) if fault else deed


def _too_large(deed: NewDeed) -> NewDeed:
    """Write an area that the sides cannot enclose."""
    return replace(deed, area_m2=(deed.area_m2 or Decimal(0)) * Decimal("1.25"))


def _other_words(deed: NewDeed) -> NewDeed:
    """Write ten metres more in words than in figures."""
    first, *rest = deed.sides
    words = metres_in_arabic((first.length_m or Decimal(0)) + 10)
    return replace(deed, sides=[replace(first, length_words=words), *rest])


def _too_long(deed: NewDeed) -> NewDeed:
    """Write a side longer than the land, in figures and words alike."""
    first, *rest = deed.sides
    length = (first.length_m or Decimal(0)) + Decimal("0.60")
    return replace(deed, sides=[replace(first, length_m=length, length_words=metres_in_arabic(length)), *rest])


def _other_neighbour(deed: NewDeed) -> NewDeed:
    """Name a neighbour that is not there."""
    sides = [replace(side, abutter_text="القطعة رقم ٩٩٩", abutter_code="") for side in deed.sides]
    return replace(deed, sides=sides)


def _old_hand(deed: NewDeed) -> NewDeed:
    """Write as an old court did: no area, two sides without length, a date before the calendar's tables."""
    sides = [replace(side, length_m=None, length_words="") for side in deed.sides[:2]] + list(deed.sides[2:])
    return replace(
        deed, kind=DeedKind.ISTIHKAM, number="٧٧ تجريبي", hijri_date="١٥ رجب ١٣٣٩هـ", issuer="محكمة تجريبية",
        area_m2=None, sides=sides,
    )  # fmt: skip


FAULTS: dict[int, Callable[[NewDeed], NewDeed]] = {
    0: _too_large,
    1: _other_words,
    2: _too_long,
    4: _other_neighbour,
    8: _old_hand,
}


def _owned(parcel: Parcel, deed: Deed, place: int, by: User) -> None:
    for turn, share in enumerate(SHARES.get(place, ((1, 1),))):
        party = _party(parcel.municipality, place * 10 + turn, f"مالك تجريبي {place + 1}/{turn + 1}")
        grant_right(
            parcel=parcel, party=party, kind=RightKind.OWNERSHIP, share=share, since=SINCE, deed=deed, by=by
        )  # fmt: skip
    bound = {MORTGAGED: RightKind.MORTGAGE, FROZEN: RightKind.FREEZE}.get(place)
    if bound:
        party = _party(parcel.municipality, 900 + place, "جهة تجريبية", kind=PartyKind.ORGANISATION)
        grant_right(parcel=parcel, party=party, kind=bound, since=SINCE, by=by, reason="بيانات تجريبية")


def _party(office: Municipality, turn: int, name: str, *, kind: PartyKind = PartyKind.PERSON) -> Party:
    """Register a party whose name and number no one bears: identity numbers begin with 1 or 2, these with 9."""
    return register_party(kind=kind, name=name, municipality=office, identifier=_identity(turn))


def _identity(turn: int) -> str:
    return f"99999{turn:05}"


def link_citizen(office: Municipality, *, head: str) -> str:
    """Say that the citizen's account is one owner's, once; return its name."""
    account, by = User.objects.get(username="citizen"), User.objects.get(username=head)
    if not own_links(account).exists():
        party = Party.objects.get(municipality=office, identifier_hash=identifier_hash(_identity(CITIZEN)))
        link_identity(party=party, account=account, reason="بيانات تجريبية: هوية لا يحملها أحد", by=by)
    return account.username
