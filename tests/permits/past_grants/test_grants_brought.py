"""A register of grants is brought: its land is found by what is written, and what is not found is told."""

import csv
from io import StringIO

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from geo.errors import DomainError
from geo.municipalities.scope import territory
from geo.parties.services import identifier_hash
from parcels.plans.models import Plan
from permits.past_grants.enums import Match
from permits.past_grants.errors import ColumnsMissing, TableUnreadable
from permits.past_grants.importing import import_grants, write_missed
from permits.past_grants.models import PastGrant
from permits.past_grants.reading import rows_of
from permits.past_grants.selectors import previous_grants
from tests.factories.cases import CANARY_IDENTIFIER, CANARY_NAME, enter_drawn

HEADINGS = ["رقم المنحة", "اسم الممنوح", "رقم الهوية", "الجوال", "تاريخ القرار", "المخطط", "البلك", "القطعة", "المساحة"]


@pytest.fixture
def land(ground):
    """Two parcels of the east, whose plan has a number of two parts."""
    return enter_drawn(ground.east, "AB", cell_m=20)


def row(number, plan, block, parcel, **more):
    said = {
        "number": number, "name": CANARY_NAME, "identifier": CANARY_IDENTIFIER, "mobile": "0555123987",
        "decided": "11/6/1448", "plan": plan, "block": block, "parcel": parcel, "area": "625,00", **more,
    }  # fmt: skip
    return said


def bring(office, *rows, **more):
    return import_grants(enumerate(rows, start=2), source="old", office=office, **more)


def kept(ground):
    with territory([ground.east.body.pk]):
        return list(PastGrant.objects.order_by("source_key"))


def test_land_is_found_as_written_and_turned_round_and_the_rest_says_why(ground, land):
    parcel = land["A"]
    plan, block, number = parcel.plan_number, parcel.block_label, parcel.number
    report = bring(
        ground.east.body,
        row("1", f"مخطط رقم {plan}", f"بلك {block}", f"القطعة {number}"),
        row("2", "/".join(reversed(plan.split("/"))), block, number),
        row("3", plan, block, "999"),
        row("4", "000/9", block, number),
        row("5", "", "", ""),
    )
    assert report.brought == report.read == 5
    found = {each.source_key: (each.match, each.parcel_id) for each in kept(ground)}
    assert found["1"] == (Match.EXACT, parcel.pk)
    assert found["2"][1] == parcel.pk
    assert found["3"] == (Match.UNKNOWN, None)
    assert found["4"] == (Match.PLAN_UNKNOWN, None)
    assert found["5"] == (Match.NOT_NAMED, None)


def test_a_plan_of_one_part_is_never_taken_for_land_without_a_plan(ground, land):
    old = enter_drawn(ground.west, "A", cell_m=20)["A"]
    report = bring(ground.amana, row("1", "999", old.block_label, old.number))
    assert [each.grant.match for each in report.missed] == [Match.PLAN_UNKNOWN]


def test_again_brings_nothing_and_a_row_that_says_otherwise_stays_as_it_was(ground, land):
    first = row("1", land["A"].plan_number, land["A"].block_label, land["A"].number)
    bring(ground.east.body, first)
    again = bring(ground.east.body, first)
    assert (again.brought, again.known, again.differing) == (0, 1, [])
    other = bring(ground.east.body, {**first, "area": "700"})
    assert other.differing == ["1"]
    assert str(kept(ground)[0].area_m2) == "625.00"


def test_land_that_is_entered_later_is_found_by_the_next_import(ground):
    with territory([ground.east.body.pk]):
        plan = Plan.objects.get(pk=ground.east.plan.pk).number
    first = row("1", plan, "", "1")
    assert bring(ground.east.body, first).missed
    parcel = enter_drawn(ground.east, "A", cell_m=20)["A"]
    then = bring(ground.east.body, {**first, "parcel": "1"} if parcel.number == "1" else first)
    assert then.found_now == (1 if parcel.number == "1" else 0)


def test_a_preview_says_the_same_and_keeps_nothing(ground, land):
    report = bring(ground.east.body, row("1", "9", "9", "9"), preview=True)
    assert report.brought == 1
    assert kept(ground) == []


def test_land_of_another_office_is_not_taken(ground, land):
    parcel = land["A"]
    report = bring(ground.west.body, row("1", parcel.plan_number, parcel.block_label, parcel.number))
    assert [each.grant.match for each in report.missed] == [Match.ELSEWHERE]
    above = bring(ground.amana, row("1", parcel.plan_number, parcel.block_label, parcel.number))
    assert above.known == 1


def test_earlier_grants_of_a_person_are_found_over_all_offices_without_a_name(ground, land):
    bring(ground.east.body, row("1", "", "", ""))
    (previous,) = previous_grants(identifier_hash(CANARY_IDENTIFIER))
    assert previous.number == "1"
    assert CANARY_NAME not in str(previous)
    assert previous_grants("") == []


def test_what_was_read_stays_and_the_identity_is_not_in_clear(ground, land):
    bring(ground.east.body, row("1", "", "", ""))
    (grant,) = kept(ground)
    assert CANARY_IDENTIFIER.encode() not in bytes(grant.identifier_encrypted)
    with territory([ground.east.body.pk]), pytest.raises(Exception, match=r"permission denied|stays"):
        PastGrant.objects.update(name="أحد")


def test_the_list_of_what_did_not_match_names_nobody_and_runs_no_formula(ground, land):
    report = bring(ground.east.body, row("=1+1", "000/9", "5", "12"))
    written = StringIO()
    write_missed(report.missed, written)
    (_headings, line) = csv.reader(StringIO(written.getvalue()))
    assert line[:7] == ["2", "'=1+1", "'=1+1", "000/9", "5", "12", "plan_unknown"]
    assert CANARY_NAME not in written.getvalue()
    assert CANARY_IDENTIFIER not in written.getvalue()


@pytest.mark.parametrize("form", ["utf-8-sig", "cp1256", "xlsx"])
def test_tables_come_as_csv_and_as_workbooks(tmp_path, form):
    line = ["7", CANARY_NAME, CANARY_IDENTIFIER, "0555123987", "11/6/1448", "713/3", "5", "12", "625"]
    file = tmp_path / ("t.xlsx" if form == "xlsx" else "t.csv")
    if form == "xlsx":
        book = Workbook()
        for cells in (HEADINGS, line):
            book.active.append(cells)
        book.save(file)
    else:
        file.write_text("\n".join(";".join(cells) for cells in (HEADINGS, line)), encoding=form)
    ((number, read),) = rows_of(file)
    assert number == 2
    assert read["name"] == CANARY_NAME
    assert read["parcel"] == "12"


def test_a_table_without_names_and_a_file_that_is_none_are_refused(tmp_path):
    bare_table, junk = tmp_path / "a.csv", tmp_path / "b.csv"
    bare_table.write_text("رقم المنحة,المخطط\n1,2\n", encoding="utf-8")
    junk.write_bytes(b"PK\0\0\0junk")
    with pytest.raises(ColumnsMissing):
        list(rows_of(bare_table))
    with pytest.raises(TableUnreadable):
        list(rows_of(junk))
    assert issubclass(TableUnreadable, DomainError)


def test_the_command_previews_brings_and_writes_what_it_missed(ground, tmp_path, capsys):
    file, missed = tmp_path / "t.csv", tmp_path / "missed.csv"
    file.write_text(",".join(HEADINGS) + "\n7,فلان,,,,000/9,5,12,\n", encoding="utf-8")
    options = {"office": ground.east.body.code, "source": "old", "missed": missed}
    call_command("import_grants", str(file), preview=True, **options)
    assert kept(ground) == []
    call_command("import_grants", str(file), **options)
    assert "1 brought" in capsys.readouterr().out
    assert "plan_unknown" in missed.read_text(encoding="utf-8-sig")
