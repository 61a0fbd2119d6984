"""Problem documents: one shape for every refusal, the sentence in both languages, nothing of the program in them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import translation
from rest_framework.exceptions import NotAuthenticated, ParseError, Throttled

from geo.api.errors import problem, problem_response
from geo.errors import Conflict, DomainError, Unavailable


class Taken(Conflict):
    """A refusal of a slice."""

    code = "taken_in_trial"


def test_a_domain_error_is_told_with_status_code_and_both_sentences():
    with translation.override("en"):
        told = problem(Taken())
    assert told == {
        "type": "/api/problems/taken_in_trial",
        "title": "Conflict",
        "status": 409,
        "code": "taken_in_trial",
        "detail": str(told["detail_en"]),
        "detail_ar": told["detail_ar"],
        "detail_en": "This conflicts with what is already recorded.",
    }
    assert told["detail_ar"] != told["detail_en"]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_detail_is_in_the_language_of_the_reader(language):
    with translation.override(language):
        told = problem(Unavailable())
        assert translation.get_language() == language  # telling both leaves the reader's as it was
    assert told["detail"] == told[f"detail_{language}"]


def test_facts_for_the_program_are_not_told_to_the_reader():
    told = problem(Conflict(parcels=["501001001000100046"], hidden=3))
    assert "501001001000100046" not in str(told)


def test_an_error_may_bring_its_own_code_and_sentence():
    told = problem(DomainError("جملة", code="own_code"))
    assert (told["code"], told["detail"], told["status"]) == ("own_code", "جملة", 422)
    assert told["type"] == "about:blank", "explained nowhere"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ParseError(), 400, "parse_error"),
        (NotAuthenticated(), 403, "not_authenticated"),
        (Throttled(wait=3), 429, "throttled"),
        (Taken(), 409, "taken_in_trial"),
    ],
)
def test_refusals_of_the_framework_have_the_same_shape(error, status, code):
    answer = problem_response(error, {})
    told = answer.data
    assert answer.content_type == "application/problem+json"
    assert (told["status"], told["code"], told["type"]) == (answer.status_code, code, f"/api/problems/{code}")
    assert answer.status_code in (status, 401)
    assert told["detail"]


def test_a_bug_is_not_dressed_as_a_refusal():
    assert problem_response(RuntimeError("secret"), {}) is None


@pytest.mark.django_db
def test_an_address_of_the_api_that_leads_nowhere_is_a_problem_document(client, places):
    answer = client.get("/api/v1/parcels/501001001000100099")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] in ("parcel_unknown", "parcel_code_mistyped")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(Http404("secret"), 404, "not_found"), (PermissionDenied("secret"), 403, "not_allowed")],
)
def test_what_django_refuses_by_itself_is_a_problem_document_too_and_keeps_its_words_to_itself(error, status, code):
    answer = problem_response(error, {})
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.data["code"] == code
    assert answer.data["detail_ar"]
    assert "secret" not in str(answer.data)
