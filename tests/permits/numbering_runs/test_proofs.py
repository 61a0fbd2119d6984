"""Proven bounds: found in the background, kept beside the block that they are of, told wherever the score is."""

import csv
import io

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from geo.municipalities.scope import territory
from parcels.numbering import optimum
from permits.numbering_runs import proofs
from permits.numbering_runs.enums import ProofState
from permits.numbering_runs.models import BlockProof, PublishedRunBlock
from permits.numbering_runs.proofs import prove_blocks
from permits.numbering_runs.services import revise
from tests.factories.numbering import blocks_of, started, walk
from tests.geo.jobs.conftest import do_jobs, no_clock  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(office):
    return started(office)


def prove(office, run):
    return prove_blocks(run_id=run.pk, office=office.body.pk)


def proven(office):
    with territory([office.body.pk]):
        return [(one.state, one.bound, one.gap) for one in BlockProof.objects.order_by("block__place")]


def worsen(office, run):
    """Save an order that leaves neighbours apart."""
    order = blocks_of(office, run)[0].order
    with territory([office.body.pk]):
        return revise(
            run=run, block_place=1, order=[*order[::2], *order[1::2]], by=office.surveyor, base_revision=1, reason="-"
        )


def test_blocks_are_proven_once_a_revision(office, run):
    assert prove(office, run) == 2
    assert proven(office) == [("proved", 1.0, 0.0), ("proved", 1.0, 0.0)]
    assert prove(office, run) == 0


def test_the_gap_is_what_the_order_misses(office, run):
    worsen(office, run)
    prove(office, run)
    share = blocks_of(office, run)[0].score["A"]
    assert share < 1.0
    assert proven(office)[0] == ("proved", 1.0, pytest.approx(1.0 - share))


def test_a_large_block_and_a_missing_solver_are_said(office, run, monkeypatch):
    monkeypatch.setattr(proofs, "MOST_PARCELS", 5)

    def absent(*args, **more):
        raise optimum.OptimumUnavailable

    monkeypatch.setattr(proofs, "prove_neighbours", absent)
    prove(office, run)
    assert proven(office) == [(ProofState.TOO_LARGE, None, None), (ProofState.NO_SOLVER, None, None)]


def test_an_answer_that_does_not_come_is_unknown(office, run, monkeypatch):
    monkeypatch.setattr(proofs, "prove_neighbours", lambda adjacency: optimum.NeighbourBound("unknown", None))
    prove(office, run)
    assert {state for state, _bound, _gap in proven(office)} == {ProofState.OUT_OF_TIME}


def test_a_proof_is_kept_as_it_was_written(office, run):
    prove(office, run)
    with territory([office.body.pk]):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            BlockProof.objects.update(bound=0.5)
        assert BlockProof.objects.filter(bound=1.0).count() == 2


@pytest.mark.django_db(transaction=True)
def test_every_revision_leaves_its_proof_to_the_worker(office, do_jobs):  # noqa: F811
    started(office)
    do_jobs()
    assert proven(office) == [("proved", 1.0, 0.0), ("proved", 1.0, 0.0)]


def test_page_and_table_tell_bound_and_gap(client, office, run):
    client.force_login(office.surveyor)
    page = reverse("numbering_runs:run", args=[run.pk])
    assert client.get(page).context["proof"].blocks == 0
    worsen(office, run)
    prove(office, run)
    told = client.get(page).context["proof"]
    assert (told.blocks, told.of, told.bound) == (2, 2, 1.0)
    assert told.gap > 0
    body = client.get(reverse("numbering_runs:table", args=[run.pk])).content.decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(body)))[1]
    share = blocks_of(office, run)[0].score["A"]
    assert row[7:10] == [f"{share:.4f}", "1.0000", f"{1 - share:.4f}"]


def test_everyone_reads_the_blocks_of_a_published_run_with_their_proofs(client, office, run):
    walk(office, run, ("review",))
    assert not PublishedRunBlock.objects.exists()
    walk(office, run, ("publish",))
    address = f"/api/v1/numbering-runs/{run.pk}/blocks"
    first = client.get(address).json()["results"]
    assert [(row["place"], row["parcels"], row["proof"], row["bound"]) for row in first] == [
        (1, 6, "", None), (2, 3, "", None),
    ]  # fmt: skip
    prove(office, run)
    row = client.get(address, {"limit": 1}).json()["results"][0]
    assert (row["neighbours"], row["proof"], row["bound"], row["gap"]) == (1.0, "proved", 1.0, 0.0)
    assert row["block_label"] == blocks_of(office, run)[0].block.label
