"""What the register and other cases say of a parcel: numbered, active, unchanged since the check, held by nobody else.

The land lies A A B B, cells of 10 m; the boundary of A was checked before anything happens to it.
"""

import pytest

from geo.municipalities.scope import territory
from geo.spatial_rules.engine import judge_all
from parcels.register.enums import ParcelState
from parcels.register.lineage import expropriate
from parcels.register.models import PublishedParcel
from permits.applications.enums import Stage
from permits.applications.models import PermitApplication
from permits.applications.spatial_rules.no_other_case import NoOtherCase
from permits.applications.spatial_rules.parcel_in_force import ParcelInForce
from permits.applications.spatial_rules.subject import land_proposal
from tests.factories.cases import Thread, apply, change_parcel, enter_drawn, inspect, inspector_of, step
from tests.factories.places import square
from tests.golden import golden
from tests.parcels.register.changes import join, make, move, split
from tests.permits.applications.rules.picture import DAY
from tests.permits.applications.rulings import ask

LAND = "AABB"
S = ParcelState


@pytest.fixture
def land(ground):
    return enter_drawn(ground.west, LAND)


# ---- numbered, active, unchanged: states of A, one after the other ---------------------------------------------

STATES = {
    "active": ([], "yes"),
    "frozen": ([S.FROZEN], "no"),
    "frozen and set free": ([S.FROZEN, S.ACTIVE], "yes"),
    "frozen a second time": ([S.FROZEN, S.ACTIVE, S.FROZEN], "no"),
    "under change": ([S.UNDER_CHANGE], "no"),
    "a change that was given up": ([S.UNDER_CHANGE, S.ACTIVE], "yes"),
    "entered in error": ([S.RETIRED_ERROR], "no"),
    "found to be an error during a change": ([S.UNDER_CHANGE, S.RETIRED_ERROR], "no"),
}


@golden(ParcelInForce, "states, answer", STATES)
def test_states_of_the_parcel(ground, land, states, answer):
    for state in states:
        change_parcel(ground.west, land["A"], state)
    assert ask(ParcelInForce(), ground.west, land["A"]).answer == answer


def today(parcel):
    """The parcel as it is published now, with the version of its boundary that is held."""
    return PublishedParcel.objects.get(pk=parcel.pk)


def neighbour_frozen(office, land):
    change_parcel(office, land["B"], S.FROZEN)
    return land["A"]


def neighbour_split(office, land):
    """A A │b│b│"""
    split(office, land["B"], (30, -5), (30, 15))
    return land["A"]


def split_in_two(office, land):
    """│a│a│ B B"""
    split(office, land["A"], (10, -5), (10, 15))
    return land["A"]


def western_part(office, land):
    """[a]│a│ B B"""
    return split(office, land["A"], (10, -5), (10, 15))[0]


def merged(office, land):
    """│a a b b│"""
    join(office, land["A"], land["B"])
    return land["A"]


def whole(office, land):
    """[a a b b]"""
    return join(office, land["A"], land["B"])


def boundary_moved(office, land):
    """A A A│B, two metres to the east"""
    move(office, land["A"], land["B"], (22, -5), (22, 15))
    return land["A"]


def boundary_moved_and_checked_again(office, land):
    return today(boundary_moved(office, land))


CHANGES = {
    "the neighbour is frozen": (neighbour_frozen, "yes"),
    "the neighbour is split": (neighbour_split, "yes"),
    "split in two": (split_in_two, "no"),
    "a part after the split": (western_part, "yes"),
    "merged with its neighbour": (merged, "no"),
    "the whole after the merger": (whole, "yes"),
    "its boundary moved since the check": (boundary_moved, "no"),
    "its boundary moved, and checked again": (boundary_moved_and_checked_again, "yes"),
}


@pytest.mark.django_db(transaction=True)
@golden(ParcelInForce, "happens, answer", CHANGES)
def test_changes_of_the_land(ground, land, happens, answer):
    assert ask(ParcelInForce(), ground.west, happens(ground.west, land)).answer == answer


@pytest.mark.django_db(transaction=True)
def test_land_of_which_a_strip_was_taken_is_checked_again(ground, land):
    with territory([ground.west.body.pk]):
        make(ground.west, expropriate(land["A"].pk, taken=square(0, 0, 5, 10)))
    assert ask(ParcelInForce(), ground.west, land["A"]).answer == "no"


# ---- another case: steps of a fencing case on A, seen from the next fence and from a building -------------------

FENCE, BUILDING = (), ("fencing",)
TO_THE_PERMIT = ("submit", "recommend", "approve")
FINISHED = (*TO_THE_PERMIT, "start", "request_completion", "finish")
CASES = {
    "a draft": ((), FENCE, "yes"),
    "submitted": (("submit",), FENCE, "no"),
    "submitted, seen from a building": (("submit",), BUILDING, "no"),
    "returned to its applicant": (("submit", "return"), FENCE, "no"),
    "withdrawn": (("submit", "cancel"), FENCE, "yes"),
    "rejected": (("submit", "reject"), FENCE, "yes"),
    "recommended": (TO_THE_PERMIT[:2], FENCE, "no"),
    "sent back for review": ((*TO_THE_PERMIT[:2], "send_back"), BUILDING, "no"),
    "issued": (TO_THE_PERMIT, FENCE, "no"),
    "issued, seen from a building": (TO_THE_PERMIT, BUILDING, "yes"),
    "begun": ((*TO_THE_PERMIT, "start"), FENCE, "no"),
    "begun, seen from a building": ((*TO_THE_PERMIT, "start"), BUILDING, "yes"),
    "suspended": ((*TO_THE_PERMIT, "suspend"), FENCE, "no"),
    "suspended, seen from a building": ((*TO_THE_PERMIT, "suspend"), BUILDING, "yes"),
    "revoked": ((*TO_THE_PERMIT, "revoke"), FENCE, "yes"),
    "finished and inspected": (FINISHED, FENCE, "yes"),
}


def walk(thread, names):
    """Take steps of a case; works that are finished were looked at before."""
    for name in names:
        if name == "finish":
            inspect(thread, Stage.COMPLETION)
        thread.take(name, inspector_of(thread.office) if name == "finish" else None, note="سبب")


@golden(NoOtherCase, "steps, beside, answer", CASES)
def test_another_case_on_the_parcel(ground, land, steps, beside, answer):
    walk(Thread(ground.west, land["A"], ground.citizen, apply(ground.west, land["A"], ground.citizen).case), steps)
    finding = ask(NoOtherCase(beside=beside), ground.west, land["A"])
    assert (finding.answer, finding.evidence["others"]) == (answer, 0 if answer == "yes" else 1)


def seen_by(application, office):
    """What the rule finds of an application that is there."""
    with territory([office.body.pk]):
        made = PermitApplication.objects.select_related("case").get(pk=application.pk)
        (judged,) = judge_all([NoOtherCase()], land_proposal(made, DAY)).judged
    return judged.finding.answer


#: Who submitted, in which order: f and s apply for the same land.
ORDERS = {"f": ("yes", "no"), "s": ("no", "yes"), "fs": ("yes", "no"), "sf": ("no", "yes"), "": ("yes", "yes")}


@pytest.mark.parametrize(("submitted", "answers"), ORDERS.items(), ids=lambda told: str(told) or "nobody")
def test_whoever_submits_first_goes_first(ground, land, submitted, answers):
    cases = {who: apply(ground.west, land["A"], ground.citizen) for who in "fs"}
    for who in submitted:
        step(ground.west, cases[who].case, "submit", ground.citizen)
    assert (seen_by(cases["f"], ground.west), seen_by(cases["s"], ground.west)) == answers


def test_a_case_on_the_neighbours_land_is_no_hindrance(ground, land):
    step(ground.west, apply(ground.west, land["B"], ground.citizen).case, "submit", ground.citizen)
    assert ask(NoOtherCase(), ground.west, land["A"]).answer == "yes"
