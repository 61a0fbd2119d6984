"""The description of the API is whole and valid, in both languages, and its page names no other host."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

pytestmark = pytest.mark.django_db
HOST = re.compile(r"""(?:src|href|url)\s*=\s*["']?(?:https?:)?//(?!testserver)""")
JSON = "application/vnd.oai.openapi+json"


@pytest.fixture
def description(client, places):
    return client.get("/api/schema/?lang=en", headers={"accept": JSON}).json()


def operations(description):
    return [operation for path in description["paths"].values() for operation in path.values()]


def test_it_is_valid_and_nothing_had_to_be_guessed(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "api.yaml"))
    assert (tmp_path / "api.yaml").read_text("utf-8").startswith("openapi: 3.1")


def test_it_comes_as_yaml_or_json_as_was_asked_for(client):
    assert client.get("/api/schema/").headers["Content-Type"].startswith("application/vnd.oai.openapi;")
    assert client.get("/api/schema/", headers={"accept": JSON}).headers["Content-Type"].startswith(JSON)
    refused = client.get("/api/schema/", headers={"accept": "image/png"})
    assert (refused.status_code, refused.headers["Content-Type"]) == (406, "application/problem+json")


def test_every_operation_has_a_name_a_summary_a_tag_and_its_refusals(description):
    found = operations(description)
    assert len(found) >= 15
    assert len({each["operationId"] for each in found}) == len(found)
    for each in found:
        assert each["summary"] and each["tags"]
        assert {"400", "403", "404", "409", "429"} <= set(each["responses"])
    problem = description["components"]["responses"]["Problem429"]
    assert list(problem["content"]) == ["application/problem+json"]
    assert "Retry-After" in problem["headers"]


def test_every_parameter_is_described_and_texts_show_how_they_are_written(description):
    for operation in operations(description):
        for parameter in operation.get("parameters", []):
            name = f"{operation['operationId']} {parameter['name']}"
            if parameter["name"] != "lang" and operation["tags"] != ["about"]:
                assert parameter["description"], name
            if parameter["in"] == "query" and parameter["name"] != "lang":
                assert parameter["schema"]["examples"], name


def test_every_parameter_that_a_view_takes_is_described(description):
    from geo.api.views import ReadView  # the views are known once the addresses are

    described = {
        each["operationId"]: {p["name"] for p in each.get("parameters", [])} for each in operations(description)
    }
    views = [kind for kind in _below(ReadView) if kind.parameters]
    assert len(views) >= 8
    for kind in views:
        assert any(kind.parameters <= names for names in described.values()), kind


def _below(kind):
    return [kind, *(deeper for each in kind.__subclasses__() for deeper in _below(each))]


def test_a_language_that_is_unknown_or_nonsense_changes_nothing(client):
    assert client.get("/api/schema/?lang=%F0%9F%97%BA").status_code == 200
    assert client.get("/api/schema/?lang=../../etc").status_code == 200


def test_its_page_loads_nothing_from_another_host_and_runs_no_script_of_its_own(client):
    page = client.get("/api/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    assert not HOST.search(text)
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    for path in re.findall(r'"/static/([^"]+)"', text):
        assert finders.find(path), path


@pytest.mark.parametrize("path", ["/api/nothing", "/api/v1/", "/api/v2/parcels", "/api/", "/api/v1/parcels/a/b/c"])
def test_any_other_address_of_the_api_is_a_problem_document(client, path):
    for answer in (client.get(path), client.post(path), client.delete(path)):
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_every_code_is_explained_where_its_type_leads(client):
    listed = client.get("/api/problems").json()["problems"]
    assert {"not_found", "throttled", "bbox_unclear"} <= {each["code"] for each in listed}
    for each in listed[:: max(1, len(listed) // 10)]:
        told = client.get(each["type"]).json()
        assert told == each
        assert told["detail_ar"] and told["detail_en"]
    assert client.get("/api/problems/never-heard-of").status_code == 404
