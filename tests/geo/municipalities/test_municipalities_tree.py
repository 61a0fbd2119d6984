"""The municipal tree: branches, the authority that opens the code of land, names in the reader's language."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from geo.municipalities.enums import MunicipalityKind
from geo.municipalities.models import Municipality
from geo.municipalities.selectors import all_ids, branch_ids, numbering_authority

pytestmark = pytest.mark.django_db


def test_a_branch_is_a_body_and_all_below_it_sorted(places):
    everyone = sorted([places.amana.pk, places.municipality.pk, places.west.body.pk, places.east.body.pk])
    assert branch_ids([places.amana.pk]) == tuple(everyone)
    assert branch_ids([places.west.body.pk]) == (places.west.body.pk,)
    assert branch_ids([places.west.body.pk, places.municipality.pk]) == tuple(everyone[1:])
    assert branch_ids([]) == branch_ids([0]) == ()


def test_a_tree_that_bites_its_tail_still_has_an_end(places):
    places.amana.parent = places.west.body
    places.amana.save()
    assert set(branch_ids([places.west.body.pk])) == set(all_ids())


def test_all_bodies_are_all_rows(places):
    assert all_ids() == tuple(sorted(Municipality.objects.values_list("pk", flat=True)))


def test_the_code_of_land_is_opened_by_the_municipality_above(places):
    assert numbering_authority(places.west.body) == places.municipality
    assert numbering_authority(places.municipality) == places.municipality


def test_a_body_with_no_municipality_above_opens_its_own(places):
    lone = Municipality.objects.create(kind=MunicipalityKind.OFFICE, code="900", name="مكتب", parent=places.amana)
    assert numbering_authority(lone) == lone


def test_a_code_belongs_to_one_body(places):
    with pytest.raises(IntegrityError), transaction.atomic():
        Municipality.objects.create(kind=MunicipalityKind.OFFICE, code=places.amana.code, name="مكتب")


@pytest.mark.parametrize(
    ("language", "english", "shown"),
    [("ar", "West", "الغربية"), ("en", "West", "West"), ("en", "", "الغربية"), ("ar", "", "الغربية")],
)
def test_a_name_is_shown_in_the_readers_language_and_in_arabic_where_there_is_no_other(language, english, shown):
    with translation.override(language):
        assert str(Municipality(name="الغربية", name_en=english)) == shown
