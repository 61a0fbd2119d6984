"""Blocks beside streets: where the two disagree is kept with the revision, and a person decides before the review."""

import pytest
from django.contrib.gis.geos import LineString
from django.db import ProgrammingError, transaction
from django.urls import reverse

from geo.errors import NotAllowed
from geo.municipalities.scope import territory
from geo.spatial.refusals import refusals_explained
from parcels.fabric.enums import StreetClass
from parcels.fabric.models import Street
from permits.cases.models import Case
from permits.numbering_runs.enums import Decision
from permits.numbering_runs.errors import (
    DecisionNotCarriedOut,
    DecisionNotPossible,
    DecisionReasonMissing,
    DoubtsUndecided,
    RunClosedToEdits,
    RunStateRefused,
    StreetsNotCompared,
)
from permits.numbering_runs.models import DoubtDecision
from permits.numbering_runs.selectors import last_comparison, last_revision
from permits.numbering_runs.services import propose_again, revise
from permits.numbering_runs.streets import compare_again, decide_doubts, kinds_of, told_doubts
from tests.factories.numbering import blocks_of, started, take
from tests.factories.places import ORIGIN

pytestmark = pytest.mark.django_db

#: Round the first block of the quarter, metres from the office's corner.
ROUND = [(15, 35), (85, 35), (85, 85), (15, 85), (15, 35)]
#: Between its second and its third column of parcels.
THROUGH = [(60, 35), (60, 85)]
#: Round both blocks together.
AROUND_ALL = [(10, 10), (200, 10), (200, 100), (10, 100), (10, 10)]


def lay(office, *lines):
    with territory([office.body.pk]):
        for line in lines:
            Street.objects.create(
                municipality=office.body, district=office.district, name="سكة", name_en="Alley", width_m=3,
                street_class=StreetClass.LOCAL,
                geom=LineString([(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in line], srid=office.block.geom.srid),
            )  # fmt: skip


def told(office, run):
    with territory([office.body.pk]):
        return told_doubts(run, last_revision(run), last_comparison(run))


def decide(office, run, code, decision, reason="زيارة ميدانية", by=None):
    with territory([office.body.pk]):
        doubts = [one.doubt for one in told_doubts(run, last_revision(run), last_comparison(run))
                  if one.doubt.code == code]  # fmt: skip
        return decide_doubts(run=run, doubts=doubts, decision=decision, reason=reason, by=by or office.surveyor)


def again(office, run):
    with territory([office.body.pk]):
        return propose_again(run=run, by=office.surveyor, reason="من جديد")


def test_without_streets_nothing_disagrees_and_that_is_written_down(office):
    run = started(office)
    with territory([office.body.pk]):
        assert last_comparison(run).streets == 0
    assert told(office, run) == []
    assert take(office, run, "review").state == "reviewed"


def test_a_street_through_a_block_and_parcels_that_no_street_encloses_are_kept_with_the_revision(office):
    lay(office, ROUND, THROUGH)
    run = started(office)
    found = told(office, run)
    split = [one for one in found if one.doubt.code == "split_by_streets"]
    assert [sorted(len(steps) for group in one.groups for _block, steps in group) for one in split] == [[2, 4]]
    assert [one.doubt.code for one in found].count("in_no_face") == 3
    assert [(all_of, waiting) for _kind, all_of, waiting in kinds_of(found)] == [(1, 1), (3, 3)]
    with territory([office.body.pk]):
        assert last_comparison(run).revision == last_revision(run)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            found[0].doubt.delete()


def test_nothing_goes_to_review_before_all_is_decided(office):
    lay(office, ROUND, THROUGH)
    run = started(office)
    decide(office, run, "in_no_face", Decision.KEEP)
    with pytest.raises(DoubtsUndecided) as refused:
        take(office, run, "review")
    assert refused.value.context == {"doubts": 1}
    (decision,) = decide(office, run, "split_by_streets", Decision.KEEP, reason="الممر مسدود")
    assert (decision.reason, decision.decided_by) == ("الممر مسدود", office.surveyor)
    assert take(office, run, "review").state == "reviewed"
    with pytest.raises(RunClosedToEdits):
        decide(office, run, "split_by_streets", Decision.KEEP)


def test_the_database_sends_nothing_to_review_undecided(office):
    lay(office, ROUND, THROUGH)
    run = started(office)
    with territory([office.body.pk]), pytest.raises(RunStateRefused), refusals_explained():
        Case.objects.filter(pk=run.pk).update(state="reviewed")


def test_what_is_to_be_parted_is_parted_by_the_next_proposal(office):
    lay(office, ROUND, THROUGH)
    run = started(office)
    decide(office, run, "in_no_face", Decision.KEEP)
    decide(office, run, "split_by_streets", Decision.PART)
    with pytest.raises(DecisionNotCarriedOut):
        take(office, run, "review")
    again(office, run)
    assert sorted(len(block.order) for block in blocks_of(office, run)) == [2, 3, 4]
    assert {one.doubt.code for one in told(office, run)} == {"in_no_face"}, "decisions go on counting"
    assert take(office, run, "review").state == "reviewed"


def test_what_is_to_be_joined_is_joined_by_the_next_proposal(office):
    lay(office, AROUND_ALL)
    run = started(office)
    assert [one.doubt.code for one in told(office, run)] == ["joined_by_streets"]
    decide(office, run, "joined_by_streets", Decision.JOIN)
    again(office, run)
    assert [len(block.order) for block in blocks_of(office, run)] == [9]
    assert told(office, run) == []
    assert take(office, run, "review").state == "reviewed"


def test_streets_that_change_are_compared_anew(office):
    run = started(office)
    lay(office, ROUND, THROUGH)
    with pytest.raises(StreetsNotCompared):
        take(office, run, "review")
    with territory([office.body.pk]):
        compare_again(run=run, revision=last_revision(run), by=office.surveyor)
    assert len(told(office, run)) == 4
    with pytest.raises(DoubtsUndecided):
        take(office, run, "review")


def test_a_new_order_of_a_block_keeps_comparison_and_decisions(office):
    lay(office, ROUND, THROUGH)
    run = started(office)
    for code in ("in_no_face", "split_by_streets"):
        decide(office, run, code, Decision.KEEP)
    order = blocks_of(office, run)[0].order[::-1]
    with territory([office.body.pk]):
        revise(run=run, block_place=1, order=order, by=office.surveyor, base_revision=1, reason="ميدان")
    assert take(office, run, "review").state == "reviewed"


def test_a_decision_fits_its_kind_and_has_a_reason_and_a_hand(office):
    lay(office, ROUND, THROUGH)
    run = started(office)
    with pytest.raises(DecisionNotPossible):
        decide(office, run, "split_by_streets", Decision.JOIN)
    with pytest.raises(DecisionReasonMissing):
        decide(office, run, "split_by_streets", Decision.KEEP, reason=" ")
    with pytest.raises(NotAllowed):
        decide(office, run, "split_by_streets", Decision.KEEP, by=office.engineer)
    decide(office, run, "split_by_streets", Decision.PART)
    decide(office, run, "split_by_streets", Decision.KEEP)
    with territory([office.body.pk]):
        assert list(DoubtDecision.objects.values_list("decision", flat=True)) == ["part", "keep"], "all are kept"
    assert [one.decision.decision for one in told(office, run) if one.doubt.code == "split_by_streets"] == ["keep"]


def test_a_surveyor_decides_on_the_page(client, office):
    lay(office, ROUND, THROUGH)
    run = started(office)
    client.force_login(office.surveyor)
    where = reverse("numbering_runs:streets", args=[run.pk])
    assert where in client.get(reverse("numbering_runs:run", args=[run.pk])).content.decode()
    assert client.post(where, {"code": "in_no_face", "all": "1", "decision": "keep", "reason": ""}).status_code == 400
    assert client.post(where, {"code": "in_no_face", "decision": "keep", "reason": "لا شيء"}).status_code == 400
    answer = client.post(where, {"code": "in_no_face", "all": "1", "decision": "keep", "reason": "سور قديم"})
    assert answer.headers["Location"] == where
    split = next(one for one in told(office, run) if one.doubt.code == "split_by_streets").doubt
    asked = {"code": split.code, "doubts": [split.pk], "decision": "part", "reason": "زقاق نافذ"}
    assert client.post(where, asked).status_code == 302
    text = client.get(where).content.decode()
    assert "سور قديم" in text
    assert "زقاق نافذ" in text
    assert [one.waits for one in told(office, run)] == [True, False, False, False]


def test_the_page_compares_anew_when_the_streets_changed(client, office):
    run = started(office)
    lay(office, ROUND)
    client.force_login(office.surveyor)
    compare = reverse("numbering_runs:compare", args=[run.pk])
    assert compare in client.get(reverse("numbering_runs:streets", args=[run.pk])).content.decode()
    assert client.post(compare).status_code == 302
    assert [one.doubt.code for one in told(office, run)] == ["in_no_face"] * 3


def test_the_page_is_the_offices(client, office, places):
    run = started(office)
    for name in ("streets", "cleaned"):
        client.force_login(places.citizen)
        assert client.get(reverse(f"numbering_runs:{name}", args=[run.pk])).status_code in (403, 404)
    client.force_login(office.engineer)
    compare = reverse("numbering_runs:compare", args=[run.pk])
    assert client.post(compare).status_code == 403, "an engineer does not number"
