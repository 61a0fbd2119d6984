"""Blocks beside streets: where the two disagree is shown to a person, and nothing is decided for him."""

import pytest
from django.contrib.gis.geos import LineString
from django.urls import reverse

from geo.municipalities.scope import territory
from parcels.fabric.enums import StreetClass
from parcels.fabric.models import Street
from permits.numbering_runs.selectors import last_revision
from permits.numbering_runs.streets import doubts_of, kinds_of
from tests.factories.numbering import started
from tests.factories.places import ORIGIN

pytestmark = pytest.mark.django_db

#: Round the first block of the quarter, metres from the office's corner.
ROUND = [(15, 35), (85, 35), (85, 85), (15, 85), (15, 35)]
#: Between its second and its third column of parcels.
THROUGH = [(60, 35), (60, 85)]


def lay(office, *lines):
    with territory([office.body.pk]):
        for line in lines:
            Street.objects.create(
                municipality=office.body, district=office.district, name="سكة", name_en="Alley", width_m=3,
                street_class=StreetClass.LOCAL,
                geom=LineString([(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in line], srid=office.block.geom.srid),
            )  # fmt: skip


def doubts(office, run):
    with territory([office.body.pk]):
        return doubts_of(run, last_revision(run))


def test_without_streets_nothing_is_compared(office):
    assert doubts(office, started(office)) is None


def test_a_street_through_a_block_and_parcels_that_no_street_encloses_are_told(office):
    run = started(office)
    lay(office, ROUND, THROUGH)
    found = doubts(office, run)
    split = [doubt for doubt in found if doubt.code == "split_by_streets"]
    assert [sorted(len(steps) for group in doubt.groups for _block, steps in group) for doubt in split] == [[2, 4]]
    assert [doubt.code for doubt in found].count("in_no_face") == 3
    assert [count for _sentence, count in kinds_of(found)] == [1, 3]


def test_the_page_tells_them_by_block_and_step(client, office):
    run = started(office)
    lay(office, ROUND, THROUGH)
    client.force_login(office.surveyor)
    where = reverse("numbering_runs:streets", args=[run.pk])
    assert where in client.get(reverse("numbering_runs:run", args=[run.pk])).content.decode()
    answer = client.get(where)
    assert answer.status_code == 200
    assert str(answer.context["doubts"][0].sentence) in answer.content.decode()


def test_the_page_is_the_offices(client, office, places):
    run = started(office)
    client.force_login(places.citizen)
    assert client.get(reverse("numbering_runs:streets", args=[run.pk])).status_code in (403, 404)
