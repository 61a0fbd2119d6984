"""Decisions by the hundred, and those on buildings, whose facts are the richest: each taken again, each the same."""

from decimal import Decimal
from uuid import uuid4

import pytest
import shapely

from geo.municipalities.scope import act_as, everywhere, territory
from permits.applications.building import BuildingWorks, Floor
from permits.applications.enums import PermitKind
from permits.applications.services import Asked, open_application, version_open_to_works
from permits.decisions.models import DecisionRecord
from permits.decisions.rerunning import rerun
from permits.demo.places import load_reference_values
from tests.factories.cases import APPLICANT, Thread, build, enter_drawn, on_ground, open_thread, step, surface_of
from tests.permits.applications.test_issuing_races import copies, issue_all
from tests.permits.decisions.conftest import again

pytestmark = pytest.mark.django_db(transaction=True)


def taken_again(ground, admin_url, many):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit", "recommend", "approve"))
    issue_all(thread, copies(thread, admin_url, many), undone_every=many + 1)
    with territory([ground.west.body.pk]):
        done = [rerun(record) for record in DecisionRecord.objects.select_related("case").order_by("?")[:many]]
    assert len(done) == many
    assert [one.differences for one in done if not one.same] == []


def test_thirty_decisions_are_thirty_times_the_same(ground, admin_url):
    taken_again(ground, admin_url, 30)


@pytest.mark.full
def test_a_thousand_decisions_are_a_thousand_times_the_same(ground, admin_url):
    taken_again(ground, admin_url, 1_000)


@pytest.mark.parametrize("share", [0.4, 0.9, 1.1])
def test_a_decision_on_a_building_is_the_same_with_all_its_measures(ground, share):
    """Within its plot, too large for it, and reaching over: what is measured comes back to the last digit."""
    office = ground.west
    with everywhere():
        load_reference_values()
    (parcel, *_neighbours) = enter_drawn(office, "AB", cell_m=20).values()
    build(office, on_ground(shapely.box(23, 3, 31, 11), office))
    side = 20 * share
    footprint = on_ground(shapely.box(0.123, 0.457, side + 0.123, side + 0.457), office)
    area = Decimal(str(round(footprint.area, 2)))
    with territory([office.body.pk]):
        act_as(ground.citizen.pk)
        works = BuildingWorks(
            use="residential", floors=(Floor("ground", area), Floor("annex", area / 2)), height_m=Decimal("7.35"),
            parking=1, units=2,
        )  # fmt: skip
        asked = Asked(
            kind=PermitKind.BUILDING, office=office.body, version=version_open_to_works(parcel),
            works=surface_of(footprint), details=works.kept(),
        )  # fmt: skip
        application = open_application(asked=asked, applicant=APPLICANT, by=ground.citizen, request_id=uuid4())
    thread = Thread(office, parcel, ground.citizen, application.case)
    thread.take("submit")
    step(office, thread.case, "reject", office.engineer, "لا يستوفي")
    done = again(thread, "reject")
    assert done.differences == () and done.same
    kept = [each for each in done.record.told["rules"] if "facts" in each]
    assert len(kept) > 5
