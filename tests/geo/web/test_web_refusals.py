"""A refused request: its status from the one table, a sentence for the reader, and nothing of it kept."""

import re

import pytest
from django.utils import translation

from geo.accounts.models import User
from geo.errors import STATUS, DomainError, NotFound, http_status
from tests.architecture.tree import PACKAGES

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.geo.web.trial_urls")]
ARABIC = re.compile("[\u0621-\u064a]")
TABLE = {
    "invalid_input": 400, "not_allowed": 403, "not_found": 404, "conflict": 409, "unavailable": 503, "refused": 422,
    "too_large": 413, "too_many": 429,
}  # fmt: skip
BY_CODE = {error.code: error for error in STATUS}


def sentence(code, language):
    """Return what an error says in a language."""
    with translation.override(language):
        return str(BY_CODE[code].message)


def every_error(kind=DomainError):
    """Yield the errors of all slices."""
    yield kind
    for each in kind.__subclasses__():
        yield from every_error(each)


def of_service():
    """Return the errors that the packages declare, not those of tests."""
    return [error for error in every_error() if error.__module__.split(".")[0] in PACKAGES]


def test_the_table_is_the_one_that_is_known():
    assert {error.code: int(status) for error, status in STATUS.items()} == TABLE


def test_an_error_of_a_slice_has_the_status_of_the_nearest_class_in_the_table():
    class Lost(NotFound):
        """Stands below a class of the table."""

    assert http_status(Lost()) == 404
    assert {http_status(error.__new__(error)) for error in of_service() if issubclass(error, NotFound)} == {404}


def test_every_error_has_a_code_of_its_own_and_a_sentence_in_both_languages():
    errors = of_service()
    codes = [error.code for error in errors]
    assert sorted(codes) == sorted(set(codes))
    assert len(codes) > 20
    for error in errors:
        with translation.override("ar"):
            assert ARABIC.search(str(error.message)), error
        with translation.override("en"):
            assert not ARABIC.search(str(error.message)), error


@pytest.mark.parametrize(("code", "status"), TABLE.items())
@pytest.mark.parametrize("where", ["refuse", "unscoped"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_page_says_the_sentence_in_the_readers_language_and_the_code(where, code, status, language, client):
    answer = client.get(f"/{where}/{code}/?lang={language}")
    assert answer.status_code == status
    html = answer.content.decode()
    assert sentence(code, language) in html
    assert f'<bdi dir="ltr">{code}</bdi>' in html


@pytest.mark.parametrize(("code", "status"), TABLE.items())
@pytest.mark.parametrize("path", ["/api/refuse/{}/", "/api/v1/trial/{}"])
def test_json_gets_a_problem_document_with_the_sentence_in_both_languages(path, code, status, client):
    answer = client.get(path.format(code))
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["code"], problem["type"]) == (status, code, f"/api/problems/{code}")
    assert problem["detail_ar"] == problem["detail"] == sentence(code, "ar")
    assert problem["detail_en"] == sentence(code, "en")
    assert set(problem) == {"type", "title", "status", "code", "detail", "detail_ar", "detail_en"}


def test_a_refusal_of_the_rest_framework_is_a_problem_document_too(client):
    client.force_login(User.objects.create_user("signed-in"))
    for answer, status, code in (
        (client.get("/api/v1/forbidden"), 403, "permission_denied"),
        (client.delete("/api/v1/search"), 405, "method_not_allowed"),
    ):
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert (answer.json()["status"], answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("path", ["/refuse/conflict/", "/api/refuse/conflict/", "/api/v1/trial/conflict"])
def test_what_a_refused_request_wrote_is_undone(path, client):
    assert client.get(path).status_code == 409
    assert not User.objects.filter(username="written").exists()


@pytest.mark.parametrize(("status", "kept"), [(200, True), (302, True), (400, False), (404, False), (500, False)])
@pytest.mark.parametrize("how", ["answer", "late"])
def test_an_answer_of_400_or_more_keeps_nothing(how, status, kept, client):
    assert client.get(f"/{how}/{status}/").status_code == status
    assert User.objects.filter(username="written").exists() is kept


@pytest.mark.parametrize("status", [400, 403, 500])
def test_a_fault_keeps_nothing(status, client):
    client.raise_request_exception = False
    assert client.get(f"/fail/{status}/").status_code == status
    assert not User.objects.filter(username="written").exists()


def test_a_page_that_is_rendered_late_still_sees_the_rows_of_its_reader_and_no_others(client, places):
    client.force_login(places.west.engineer)
    assert client.get("/late/200/").content.decode() == "حي الغربية;"
    client.force_login(places.east.engineer)
    User.objects.filter(username="written").update(username="before")
    assert client.get("/late/200/").content.decode() == "حي الشرقية;"


def test_a_visitor_sees_no_row_of_the_register_on_a_late_page(client, places):
    assert client.get("/late/200/").content.decode() == ""


@pytest.mark.parametrize("status", [400, 403, 404, 500])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_error_page_speaks_both_languages_whatever_was_chosen_and_tells_nothing(status, language, client):
    client.raise_request_exception = False
    path = "/no-such-page/" if status == 404 else f"/fail/{status}/"
    answer = client.get(f"{path}?lang={language}")
    assert answer.status_code == status
    html = answer.content.decode()
    for part in ('<section lang="ar" dir="rtl"><h1>', '<section lang="en" dir="ltr"><h1>', f">{status}<"):
        assert part in html
    assert "a secret" not in html
    assert "Traceback" not in html
