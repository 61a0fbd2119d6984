"""A district that one map cannot show: sheets on paper, a picture of each block on the page."""

import pytest
from django.test import Client
from django.utils import translation

from geo.municipalities.scope import territory
from permits.numbering_runs import picture, sheets
from permits.numbering_runs.report import numbers_of, report_pdf
from permits.numbering_runs.sheets import draw_sheets, grouped
from tests.factories.numbering import blocks_of, started, walk
from tests.geo.printing.picture import pages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(office):
    return started(office)


@pytest.fixture
def small_paper(monkeypatch):
    """A map on which six parcels can be read, and a sheet on which six can."""
    monkeypatch.setattr(sheets, "MOST_ON_MAP", 6)
    monkeypatch.setattr(sheets, "MOST_ON_SHEET", 6)
    monkeypatch.setattr(picture, "MOST_PARCELS", 6)


@pytest.fixture
def surveyor(office):
    client = Client()
    client.force_login(office.surveyor)
    return client


def drawn(office, run):
    blocks = blocks_of(office, run)
    with territory([office.body.pk]):
        return blocks, draw_sheets(blocks, numbers_of(blocks), "ar")


def written(drawing):
    """Return the words on a map."""
    return {label.text for label in drawing.labels}


def test_a_small_district_is_one_map_with_every_number(office, run):
    blocks, paper = drawn(office, run)
    assert paper.sheets == ()
    assert {"١", "٦"} <= written(paper.front)
    assert len(blocks) == 2


def test_a_large_one_has_an_index_and_every_parcel_on_one_sheet(office, run, small_paper):
    blocks, paper = drawn(office, run)
    assert [sheet.number for sheet in paper.sheets] == [1, 2]
    assert [label for sheet in paper.sheets for label in sheet.blocks] == ["1", "2"]
    assert [sheet.parcels for sheet in paper.sheets] == [len(block.order) for block in blocks]
    assert {"١", "٢"} <= written(paper.front)  # where each sheet lies
    assert "٦" not in written(paper.front)
    for sheet, block in zip(paper.sheets, blocks, strict=True):
        assert {"١", "٢", "٣"} <= written(sheet.map)
        assert sheet.map.scale <= paper.front.scale
        assert len(block.order) == sheet.parcels


def test_blocks_share_a_sheet_while_they_fit_and_lie_together(office, run, monkeypatch):
    blocks = blocks_of(office, run)
    with territory([office.body.pk]):
        assert [len(group) for group in grouped(blocks)] == [2]
        monkeypatch.setattr(sheets, "MOST_ON_SHEET", 8)
        assert [len(group) for group in grouped(blocks)] == [1, 1]
        monkeypatch.setattr(sheets, "MOST_ON_SHEET", 300)
        monkeypatch.setattr(sheets, "SPREAD", 1.0)  # not even an alley in between
        assert [len(group) for group in grouped(blocks)] == [1, 1]
        assert grouped([]) == []


def test_the_report_has_a_page_for_each_sheet(office, run, monkeypatch):
    def pages():
        with territory([office.body.pk]):
            return len(pages_of(report_pdf(run, "ar")))

    without = pages()
    monkeypatch.setattr(sheets, "MOST_ON_MAP", 6)
    assert pages() == without + 1
    monkeypatch.setattr(sheets, "MOST_ON_SHEET", 6)
    assert pages() == without + 2


def test_of_a_large_district_the_page_shows_blocks_and_each_opens_its_picture(office, run, surveyor, small_paper):
    page = surveyor.get(f"/numbering/{run.pk}/").content.decode()
    assert "walk-parcel" not in page
    for place in (1, 2):
        address = f"/numbering/{run.pk}/blocks/{place}/picture/"
        assert f'href="{address}"' in page
        shown = surveyor.get(address)
        assert shown.status_code == 200
        assert shown.content.decode().count("walk-parcel") == len(blocks_of(office, run)[place - 1].order)


def test_a_small_district_shows_its_parcels_at_once(run, surveyor):
    page = surveyor.get(f"/numbering/{run.pk}/").content.decode()
    assert page.count("walk-parcel") == 9
    assert "walk-open" not in page


def test_a_picture_is_for_the_people_of_the_office_and_of_a_block_that_there_is(office, places, run, surveyor):
    assert surveyor.get(f"/numbering/{run.pk}/blocks/3/picture/").status_code == 404
    stranger = Client()
    stranger.force_login(places.citizen)
    assert stranger.get(f"/numbering/{run.pk}/blocks/1/picture/").status_code == 404
    assert Client().get(f"/numbering/{run.pk}/blocks/1/picture/").status_code == 302


def test_the_picture_bears_the_numbers_of_the_register_once_there_are_any(office, run, surveyor):
    walk(office, run, ("review", "publish"))
    with translation.override("ar"):
        page = surveyor.get(f"/numbering/{run.pk}/blocks/2/picture/").content.decode()
    assert ">٣</text>" in page
    assert "Change the order" not in page
