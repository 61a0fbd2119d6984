"""Rules answer yes, no or unknown; what is missing is unknown, never no. Values hold between their days."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from geo.spatial_rules.engine import judge_all
from geo.spatial_rules.models import ReferenceValue
from geo.spatial_rules.rule import Answer, Finding, MissingSource, Rule
from geo.spatial_rules.selectors import value_on


@dataclass
class Says(Rule):
    """A rule that answers as it was told; None stands for a source that is missing."""

    code = "says"
    told: Answer | None

    def facts(self, subject):
        if self.told is None:
            raise MissingSource("the zoning map")
        return self.told

    def judge(self, facts):
        return Finding(answer=facts, message="as told")


YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ([YES, YES], YES),
        ([YES, NO], NO),
        ([YES, UNKNOWN], UNKNOWN),
        ([UNKNOWN, NO, YES], NO),
        ([None], UNKNOWN),
        ([None, YES], UNKNOWN),
        ([None, NO], NO),
        ([], UNKNOWN),
    ],
)
def test_the_worst_answer_is_the_answer_of_all(told, answer):
    verdict = judge_all([Says(answer) for answer in told], "subject")
    assert verdict.answer == answer
    assert [item.finding.answer for item in verdict.judged] == [answer or UNKNOWN for answer in told]


def test_a_missing_source_is_named_and_stops_no_other_rule():
    missing, other = judge_all([Says(None), Says(YES)], "subject").judged
    assert missing.finding.evidence == {"missing": "the zoning map"}
    assert other.finding.answer == YES


class Broken(Says):
    """Its source cannot answer: PostGIS refuses the geometry."""

    def facts(self, subject):
        with connection.cursor() as cursor:
            cursor.execute("SELECT ST_GeomFromText('POLYGON((0 0, 1 1')")
        return Answer.YES


@pytest.mark.django_db
def test_a_source_that_fails_is_unknown_and_the_transaction_goes_on():
    verdict = judge_all([Broken(Answer.YES), Says(Answer.YES)], "subject")
    assert [item.finding.answer for item in verdict.judged] == [Answer.UNKNOWN, Answer.YES]
    assert verdict.judged[0].missing.startswith("failed: parse error")
    assert ReferenceValue.objects.count() == 0, "the transaction still answers"


@pytest.mark.parametrize(("told", "expected"), [(Answer.UNKNOWN, Answer.YES), (Answer.NO, Answer.NO)])
def test_an_override_lets_an_unknown_pass_and_never_a_no(told, expected):
    verdict = judge_all([Says(told)], "subject")
    assert replace(verdict, overridden=frozenset({"says"})).answer == expected
    assert replace(verdict, overridden=frozenset({"other"})).answer == told


def test_a_fault_in_a_rule_is_a_fault_and_no_answer():
    class Broken(Says):
        def judge(self, facts):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        judge_all([Broken(YES)], "subject")


def test_answers_are_words_for_people():
    with translation.override("en"):
        assert [str(answer.label) for answer in Answer] == ["Met", "Not met", "Cannot be told"]


def write(value, start, end=None, *, code="term", jurisdiction="SA"):
    return ReferenceValue.objects.create(
        code=code, value=value, unit="years", jurisdiction=jurisdiction, valid_from=start, valid_to=end, cites="law 1",
        status="verified",
    )  # fmt: skip


@pytest.mark.django_db
def test_a_value_holds_from_its_first_to_its_last_day():
    write(1, date(2020, 1, 1), date(2023, 12, 31))
    write(3, date(2024, 1, 1))
    asked = {
        day: value_on("term", day)
        for day in (date(2019, 12, 31), date(2020, 1, 1), date(2023, 12, 31), date(2030, 1, 1))
    }
    assert [value and value.value for value in asked.values()] == [None, 1, 1, 3]


@pytest.mark.django_db
def test_of_two_that_hold_the_later_law_prevails():
    write(1, date(2020, 1, 1))
    write(2, date(2022, 1, 1))
    assert value_on("term", date(2024, 1, 1)).value == 2
    assert value_on("term", date(2021, 1, 1)).value == 1


@pytest.mark.django_db
def test_a_value_of_another_code_or_jurisdiction_is_another_value():
    write(1, date(2020, 1, 1), jurisdiction="SA-01")
    assert value_on("term", date(2024, 1, 1)) is None
    assert value_on("other", date(2024, 1, 1)) is None


@pytest.mark.django_db
def test_what_the_region_has_set_comes_before_what_the_country_has(settings):
    write(1, date(2020, 1, 1), jurisdiction="SA-04")
    write(2, date(2022, 1, 1), jurisdiction="SA")
    assert value_on("term", date(2024, 1, 1)).value == 1
    settings.JURISDICTION = "SA-01"
    assert value_on("term", date(2024, 1, 1)).value == 2


@pytest.mark.django_db
def test_two_values_do_not_begin_on_one_day():
    write(1, date(2020, 1, 1))
    with pytest.raises(IntegrityError, match="reference_value_once"), transaction.atomic():
        write(2, date(2020, 1, 1))


def test_a_value_is_written_without_idle_zeros():
    assert str(ReferenceValue(code="tolerance", value=Decimal("0.0500"), unit="m")) == "tolerance = 0.05 m"
