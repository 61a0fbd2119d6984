"""What a search answers, over the API and on the page: land, plans, districts and points, in any digits."""

import pytest

from geo.search.registry import Hit, search_all, sources
from tests.factories.cases import enter_drawn

HIT = {"kind", "title", "subtitle", "url", "bbox", "layer", "feature"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def land(places):
    """Three numbered parcels in the west, two in the east, by letter."""
    return {**enter_drawn(places.west, "ABC"), **enter_drawn(places.east, "DE")}


def ask(client, words, **headers):
    answer = client.get("/api/v1/search", {"q": words}, **headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    return answer.json()["results"]


def test_the_answer_has_one_shape_and_names_places_in_degrees(client, land):
    results = ask(client, "1")
    assert results
    for hit in results:
        assert set(hit) == HIT
        west, south, east, north = hit["bbox"]
        assert 49 < west < east < 51
        assert 26 < south < north < 27


@pytest.mark.parametrize("typed", ["2", "٢", "۲", "قطعة 2", "قطعة ٢", "parcel 2"])
def test_land_is_found_by_its_number_in_any_digits(typed, client, land):
    found = [hit["feature"] for hit in ask(client, typed) if hit["kind"] == "parcel"]
    assert set(found) == {land["B"].code, land["E"].code}


def test_a_district_narrows_it_to_one(client, land, places):
    assert [hit["feature"] for hit in ask(client, "قطعة ٢ حي الغربية")] == [land["B"].code]
    assert [hit["feature"] for hit in ask(client, "2 الشرقيه")] == [land["E"].code]


def test_a_plan_narrows_it_to_one(client, land):
    assert [hit["feature"] for hit in ask(client, "قطعة ٢ بلك ١ مخطط ٧١٣/٣")] == [land["E"].code]


def test_an_official_code_finds_its_land_however_it_is_separated(client, land):
    code = land["A"].code
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    spaced = f"{code[:3]} {code[3:6]}-{code[6:9]}/{code[9:]}"
    for typed in (code, arabic, spaced):
        (hit,) = ask(client, typed)
        assert (hit["feature"], hit["url"]) == (code, f"/parcels/{code}/")


def test_a_plan_is_found_by_its_number_and_comes_first(client, land):
    first = ask(client, "٧١٣/٣")[0]
    assert first["kind"] == "plan"
    assert first["url"] == "/places/5012/012/plans/713/3/"


def test_a_district_is_found_by_its_name_with_or_without_article(client, places):
    for typed in ("الغربية", "غربيه", "حي الغربية", "الغربيّة"):
        (hit,) = ask(client, typed)
        assert (hit["kind"], hit["url"]) == ("district", "/places/5011/011/")


def test_a_title_shows_numbers_as_the_reader_writes_them(client, land):
    typed = "قطعة 2 حي الغربية"
    (arabic,) = ask(client, typed)
    assert "٢" in arabic["title"]
    client.get("/?lang=en")
    (english,) = ask(client, typed)
    assert "2" in english["title"]
    assert "٢" not in english["title"]


@pytest.mark.parametrize("typed", ["", "   ", "لا شيء كهذا", "%", "_", "' OR 1=1 --", "9999", "x" * 5000])
def test_what_is_nowhere_finds_nothing_and_breaks_nothing(typed, client, land):
    assert ask(client, typed) == []


def test_the_api_answers_at_most_twelve(client, places):
    enter_drawn(places.west, "\n".join(["ABCDEFGHIJKLMNO"]))
    assert len(ask(client, "مخطط 713/3")) <= 12
    assert len(search_all("1", most=1)) == 1


def test_without_a_question_the_answer_is_an_empty_list(client):
    assert client.get("/api/v1/search").json() == {"results": []}


def test_the_api_only_reads(client):
    assert client.post("/api/v1/search", {"q": "1"}, content_type="application/json").status_code in (403, 405)


def test_the_page_of_results_says_the_same_without_scripts(client, land):
    html = client.get("/search/", {"q": "قطعة ٢ حي الغربية"}).content.decode()
    assert f'href="/parcels/{land["B"].code}/"' in html
    assert f"/parcels/{land['E'].code}/" not in html


def test_what_is_typed_is_shown_as_text(client, places):
    html = client.get("/search/", {"q": '<script>alert("x")</script>'}).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_sources_are_asked_in_order_until_there_is_enough(monkeypatch):
    asked = []

    def source(name, found):
        def find(words, most):
            asked.append((name, words, most))
            return [Hit(kind=name, title=str(i), subtitle="", url="/") for i in range(found)]

        return find

    monkeypatch.setattr(sources, "_entries", {"a": source("a", 2), "b": source("b", 9), "c": source("c", 1)})
    hits = search_all("  words ", most=5)
    assert [hit.kind for hit in hits] == ["a", "a", "b", "b", "b"]
    assert asked == [("a", "words", 5), ("b", "words", 3)]


def test_a_source_can_be_declared_once():
    with pytest.raises(ValueError, match=r"search source 'parcels' is declared twice"):
        sources.register("parcels", lambda words, most: [])


def test_every_slice_that_can_be_found_has_declared_itself():
    assert set(sources.names()) == {"coordinates", "plans", "districts", "parcels", "permits"}
