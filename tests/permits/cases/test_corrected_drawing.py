"""A drawing that an applicant corrects on request takes the place of the one before; both are kept, rules are run."""

from uuid import uuid4

import pytest
import shapely
from django.utils import timezone

from geo.municipalities.scope import act_as, territory
from parcels.register.models import BoundaryVersion
from permits.applications.models import PermitApplication
from permits.applications.particulars import read_particulars
from permits.applications.services import Asked, decide, open_application
from permits.cases import supplements
from permits.cases.drawn import written_works
from permits.cases.enums import Wanted
from permits.cases.models import Case, Supplement
from tests.factories.cases import APPLICANT, enter_drawn, on_ground, surface_of


@pytest.fixture
def asked(ground):
    """A building of 12 by 12 m whose drawing the office asks for anew, on land of 20 by 20 m."""
    (parcel,) = enter_drawn(ground.west, "A", cell_m=20).values()
    with territory([ground.west.body.pk]):
        act_as(ground.citizen.pk)
        version = BoundaryVersion.objects.select_related("parcel__municipality").get(pk=parcel.version_id)
        works = surface_of(on_ground(shapely.box(4, 4, 16, 16), ground.west))
        raw = {"use": "residential", "floors": [], "height_m": "4", "parking": 1, "units": 1}
        details = read_particulars("building", raw, works)
        wish = Asked(kind="building", office=ground.west.body, version=version, works=works, details=details)
        case = open_application(asked=wish, applicant=APPLICANT, by=ground.citizen, request_id=uuid4()).case
        decide(case=case, name="submit", by=ground.citizen)
        engineer = ground.west.engineer
        return supplements.ask(case=case, wanted=Wanted.GEOMETRY, request="أبعد المبنى عن الشارع", by=engineer)


def test_the_corrected_drawing_takes_the_place_of_the_first_and_both_are_kept(ground, client, asked):
    smaller = surface_of(on_ground(shapely.box(5, 5, 15, 15), ground.west))
    client.force_login(ground.citizen)
    page = f"/applications/{asked.case_id}/"
    shown = client.get(page)
    assert shown.context["file"]["supplements"][0]["corners"].splitlines()[0].count(".") == 2
    posted = {"act": "supply", "row": str(asked.pk), "works": written_works(smaller)}
    assert client.post(page, posted).status_code == 302
    with territory([ground.west.body.pk]):
        kept = Supplement.objects.get(pk=asked.pk)
        application = PermitApplication.objects.get(pk=asked.case_id)
        assert (round(kept.geom_before.area), round(kept.geom_after.area)) == (144, 100)
        assert application.works.equals_exact(smaller, 0.001)
        assert application.assessments.last().judged_on == timezone.localdate()
        assert application.assessments.count() == 3, "opened, submitted, corrected"


def test_what_is_no_drawing_changes_nothing_and_the_request_stays_open(ground, client, asked):
    client.force_login(ground.citizen)
    page = f"/applications/{asked.case_id}/"
    for works, status in (("", 400), ("1 2", 400), ("x", 400)):
        assert client.post(page, {"act": "supply", "row": str(asked.pk), "works": works}).status_code == status
    with territory([ground.west.body.pk]):
        assert Supplement.objects.get(pk=asked.pk).closed_at is None
        assert round(PermitApplication.objects.get(pk=asked.case_id).works.area) == 144
        assert Case.objects.get(pk=asked.case_id).state == "submitted"
