"""What people say of an import after it was read: rows left out, other answers, corrected files, kept meanings."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
import shapely
from django.db import DatabaseError, IntegrityError, connection, transaction

from geo.errors import DomainError
from geo.municipalities.scope import territory
from geo.staging.errors import (
    ColumnMissing,
    ImportChanged,
    ImportSettled,
    ImportUnknown,
    NothingChosen,
    ProfileNameTaken,
    RowsFaulty,
    UnknownProfile,
)
from geo.staging.models import RowChoice, SourceProfile, StagedLayer, StagedRow, Upload
from geo.staging.profiles import kept_profiles
from geo.staging.registry import Acceptance
from geo.staging.selectors import good_rows
from geo.staging.services import Answers, accept, answer, check, choose_rows, keep_profile, receive
from geo.staging.standing import counts
from parcels.plans.models import Plan
from tests.factories.places import Places
from tests.geo.exchange.reading import land

Take = Callable[..., StagedLayer]


@pytest.fixture
def overlapping(take: Take, tmp_path: Path) -> StagedLayer:
    """Four squares and a fifth that lies over the second."""
    over = shapely.box(land.WEST + 25, land.SOUTH, land.WEST + 35, land.SOUTH + 10)
    return take(land.write(tmp_path / "made.gpkg", [*land.squares(), over]), "plan.gpkg")


@pytest.fixture
def inside(places: Places):
    """The territory of the western office."""
    with territory([places.west.body.pk]):
        yield places.west


def acceptance(office, **more) -> Acceptance:
    return Acceptance(by=office.head, reason="new survey", answers={"number": "12"}, **more)


def leave_out(layer: StagedLayer, office, numbers, reason: str = "drawn twice") -> int:
    return choose_rows(layer=layer, numbers=numbers, left_out=True, reason=reason, by=office.head)


def test_rows_in_the_way_are_left_out_with_a_reason_and_the_others_are_taken(overlapping: StagedLayer, inside):
    with pytest.raises(RowsFaulty):
        accept(layer=overlapping, acceptance=acceptance(inside))
    assert leave_out(overlapping, inside, [5]) == 1
    assert leave_out(overlapping, inside, [5]) == 0, "a second press changes nothing"
    assert counts(overlapping) | {"left_out": 1, "blocked": 0, "good": 4} == counts(overlapping)
    assert [row.number for row in good_rows(overlapping)] == [1, 2, 3, 4]
    assert accept(layer=overlapping, acceptance=acceptance(inside)).state == "accepted"
    assert Plan.objects.get(number="12").geom.area == 1600
    assert RowChoice.objects.get().reason == "drawn twice"


def test_all_that_stand_in_the_way_are_left_out_at_once_and_taken_back_in(overlapping: StagedLayer, inside):
    assert leave_out(overlapping, inside, None) == 1
    assert choose_rows(layer=overlapping, numbers=[5], left_out=False, reason="it is right", by=inside.head) == 1
    assert counts(overlapping)["blocked"] == 1
    assert RowChoice.objects.count() == 2


@pytest.mark.parametrize(("numbers", "reason"), [([], "why"), ([5], "  "), ([5], "\u202e")])
def test_rows_are_left_out_by_number_and_with_a_reason(overlapping: StagedLayer, inside, numbers, reason: str):
    with pytest.raises(NothingChosen):
        leave_out(overlapping, inside, numbers, reason)


def test_what_was_accepted_stays_and_a_second_press_is_harmless(take: Take, inside, tmp_path: Path):
    layer = take(land.write(tmp_path / "made.gpkg", land.squares()), "plan.gpkg")
    pressed = uuid4()
    first = accept(layer=layer, acceptance=acceptance(inside, request_id=pressed, rows=4))
    again = accept(layer=layer, acceptance=acceptance(inside, request_id=pressed, rows=4))
    assert (again.result, Plan.objects.filter(number="12").count()) == (first.result, 1)
    for act in (
        lambda: accept(layer=layer, acceptance=acceptance(inside, request_id=uuid4())),
        lambda: leave_out(layer, inside, [1]),
        lambda: answer(pk=layer.upload_id, answers=Answers(epsg=9359)),
    ):
        with pytest.raises(ImportSettled):
            act()


def test_other_rows_than_were_seen_are_not_accepted(overlapping: StagedLayer, inside):
    leave_out(overlapping, inside, [5])
    leave_out(overlapping, inside, [4], "not ours")
    with pytest.raises(ImportChanged):
        accept(layer=overlapping, acceptance=acceptance(inside, rows=4))


def test_it_is_read_again_under_other_answers_and_only_the_latest_reading_counts(take: Take, inside, tmp_path: Path):
    columns = {"رمز": ["1", "2", "3", "4"], "no": ["11", "12", "13", "14"]}
    first = take(land.write(tmp_path / "made.gpkg", land.squares(), columns), "plan.gpkg")
    pressed = uuid4()
    again = answer(pk=first.upload_id, answers=Answers(number="no"), request_id=pressed, seen_turn=1)
    assert answer(pk=first.upload_id, answers=Answers(number="no"), request_id=pressed, seen_turn=1).pk == again.pk
    assert [row.label for row in StagedRow.objects.filter(layer=again)] == ["11", "12", "13", "14"]
    check(layer=again)
    with pytest.raises(ImportSettled):
        answer(pk=first.upload_id, answers=Answers(), seen_turn=1)
    with pytest.raises(ImportSettled):
        accept(layer=first, acceptance=acceptance(inside))
    with pytest.raises(ColumnMissing):
        answer(pk=first.upload_id, answers=Answers(number="none"))
    assert accept(layer=again, acceptance=acceptance(inside)).state == "accepted"


def correct(office, earlier: StagedLayer, content: bytes) -> StagedLayer:
    return receive(
        content=content, name="mended.gpkg", kind="parcels", office=office.body, by=office.surveyor,
        request_id=uuid4(), answers=Answers(), replaces=earlier.upload_id,
    )  # fmt: skip


def test_a_corrected_file_takes_the_place_of_the_earlier_which_is_kept(
    overlapping: StagedLayer, inside, places: Places, tmp_path: Path
):
    mended = correct(inside, overlapping, land.write(tmp_path / "mended.gpkg", land.squares()))
    assert mended.upload.replaces_id == overlapping.upload_id
    assert bytes(Upload.objects.get(pk=overlapping.upload_id).content)
    leave_out(overlapping, inside, None)
    with pytest.raises(ImportSettled):
        accept(layer=overlapping, acceptance=acceptance(inside))
    with pytest.raises(ImportSettled):
        answer(pk=overlapping.upload_id, answers=Answers(epsg=9359))
    with pytest.raises(ImportSettled):
        correct(inside, overlapping, land.write(tmp_path / "again.gpkg", land.squares()))
    assert accept(layer=check(layer=mended), acceptance=acceptance(inside)).state == "accepted"
    with pytest.raises(ImportSettled):
        correct(inside, mended, land.write(tmp_path / "late.gpkg", land.squares()))
    with territory([places.east.body.pk]), pytest.raises(ImportUnknown):
        correct(places.east, mended, land.write(tmp_path / "other.gpkg", land.squares()))


def test_meanings_are_kept_for_the_next_file_of_the_office_and_of_no_other(take: Take, places: Places, tmp_path: Path):
    columns = {"KOD": ["7", "8", "9", "10"], "AREA_T": ["400", "400", "400", "400"]}
    content = land.write(tmp_path / "made.gpkg", land.squares(), columns)
    west = places.west
    with territory([west.body.pk]):
        layer = take(content, "plan.gpkg", number="KOD", area="AREA_T")
        kept = keep_profile(layer=layer, name="مكتب الخليج", by=west.surveyor)
        assert keep_profile(layer=layer, name="مكتب الخليج", by=west.surveyor).pk == kept.pk
        assert kept_profiles(west.body.pk)["مكتب الخليج"].number == ("KOD",)
        with pytest.raises(ProfileNameTaken):
            keep_profile(layer=layer, name="Common", by=west.surveyor)
    next_one = take(content, "next.gpkg", profile="مكتب الخليج")
    with territory([west.body.pk]):
        rows = StagedRow.objects.filter(layer=next_one)
        assert [(row.label, row.stated_area_m2) for row in rows] == [(n, 400.0) for n in ("7", "8", "9", "10")]
        assert next_one.profile == "مكتب الخليج"
    with territory([places.east.body.pk]):
        assert not SourceProfile.objects.exists()
        with pytest.raises(UnknownProfile):
            receive(
                content=content, name="p.gpkg", kind="parcels", office=places.east.body, by=None, request_id=uuid4(),
                answers=Answers(profile="مكتب الخليج"),
            )  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staging_stagedlayer SET state = 'accepted' WHERE id = {first}",
        "INSERT INTO staging_rowchoice (row_id, municipality_id, left_out, reason, chosen_by_id, chosen_at)"
        " SELECT id, municipality_id, true, '', {person}, now() FROM staging_stagedrow WHERE layer_id = {second}",
    ],
)
def test_the_database_itself_refuses_an_earlier_reading_and_choices_before_the_check(
    take: Take, inside, tmp_path: Path, statement: str
):
    first = take(land.write(tmp_path / "made.gpkg", land.squares()), "plan.gpkg")
    second = answer(pk=first.upload_id, answers=Answers())
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(first=first.pk, second=second.pk, person=inside.head.pk))
    assert refused.value.__cause__.sqlstate == "MK045"


def test_a_correction_cannot_name_an_import_of_another_office(take: Take, places: Places):
    layer = take(land.geojson(land.SQUARE), "plan.geojson")
    with territory([places.east.body.pk]), pytest.raises((IntegrityError, DomainError)), transaction.atomic():
        Upload.objects.create(
            municipality=places.east.body, request_id=uuid4(), kind="parcels", name="x", size=1, sha256="",
            content=b"x", replaces_id=layer.upload_id,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
