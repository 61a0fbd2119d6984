"""What the algorithm of draws promises: one result for all who compute it, each as likely, none known before."""

from collections import Counter
from hashlib import sha256
from itertools import permutations

import pytest
from hypothesis import given, strategies

from permits.draws import verify_draw
from permits.draws.lottery import (
    below,
    canonical,
    commitment_of,
    digest,
    draw_lots,
    seed_of,
    shuffled,
    stream,
    ticket_of,
)
from permits.draws.material import written
from permits.draws.merkle import Tree, leads_to
from tests.permits.draws.made import DRAW, entrants_of, hash_of, lots_of, proof_of, reveals_of

#: Upper percentile 0.999999 of χ² for these degrees of freedom: a draw of this test is fixed, so it never flickers.
_CHI_23, _CHI_59 = 75.3, 131.4


def test_the_words_of_the_description_are_the_bytes_of_the_program():
    assert digest("seed", b"{}") == sha256(b"mukhattat-draw-1.seed\n{}").hexdigest()
    assert commitment_of("d", 2, "s", "n") == sha256(b"d|2|s|n").hexdigest()
    assert canonical({"b": [1, None], "a": "ق"}) == '{"a":"ق","b":[1,null]}'.encode()
    assert (
        ticket_of("d", "k", "00") == sha256(b'mukhattat-draw-1.ticket\n{"draw":"d","key":"k","salt":"00"}').hexdigest()
    )


def test_values_that_were_written_down_come_out_again():
    # docs/draws.md tells these, for whoever writes a verifier of his own.
    proof = proof_of(entrants_of(5), lots_of(3))
    assert (proof["manifest_hash"], proof["seed"], proof["seal"]) == (
        "8b91966ba3e20ad8d6ecb5ce31969c8b6d901c425dc7f25aa71efea07ab536e7",
        "b98774935ff462282585eac4d1038ce89ea7aefcc9dc4dc63aa808b1e9bb0433",
        "b5e000f40e1330363019accadccdc423b497a517b3f020a6313db2e608b75723",
    )
    assert [row["lot"] for row in proof["results"]] == ["400-00000", "400-00002", "400-00001", None, None]


@pytest.mark.parametrize("wrong", [1.0, {"x": [1.5]}, {"ق": 1}, {1: 1}, object()])
def test_what_has_no_single_form_is_refused(wrong: object):
    with pytest.raises((ValueError, TypeError)):
        canonical(wrong)


@given(strategies.integers(1, 70))
def test_the_root_is_that_of_rfc_6962_and_every_entry_leads_to_it(count: int):
    entries = [str(place).encode() for place in range(count)]
    tree = Tree(entries)
    assert tree.root == verify_draw.root_of([sha256(b"\0" + each).digest() for each in entries]).hex()
    assert {leads_to(each, tree.proof(place)) for place, each in enumerate(entries)} == {tree.root}
    assert leads_to(b"another", tree.proof(0)) != tree.root


def test_the_root_of_nothing_and_of_the_known_tree():
    assert Tree([]).root == sha256(b"").hexdigest()
    # Test data of Certificate Transparency, the first three entries.
    known = "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    assert Tree([b"", b"\x00", b"\x10"]).root == known


def test_words_that_would_favour_some_are_thrown_away():
    most = 3
    last = (1 << 64) - 1  # of 2**64 words one is left over: 2**64 = 1 (mod 3)
    assert below(iter([last, 7]), most) == 1


def test_a_class_draws_its_own_lots_and_smaller_priorities_come_first():
    entrants = [*entrants_of(4, "400", 2), *entrants_of(3, "600"), *entrants_of(2, "900")]
    first = {"class": "400", "priority": 1, "ticket": hash_of("first")}
    results = draw_lots(hash_of("seed"), [*entrants, first], [*lots_of(3, "400"), *lots_of(5, "600")])
    by_class = {name: [row for row in results if row["class"] == name] for name in ("400", "600", "900")}
    assert by_class["400"][0]["ticket"] == first["ticket"]
    assert [row["lot"] is None for row in by_class["400"]] == [False] * 3 + [True] * 2
    assert all(row["lot"].startswith("600") for row in by_class["600"])
    assert [row["lot"] for row in by_class["900"]] == [None, None]
    given_lots = [row["lot"] for row in results if row["lot"]]
    assert len(set(given_lots)) == len(given_lots) == 6


@given(
    strategies.text("0123456789abcdef", min_size=64, max_size=64),
    strategies.lists(
        strategies.tuples(strategies.sampled_from("ابج"), strategies.integers(0, 3)), min_size=1, max_size=40
    ),
    strategies.lists(strategies.sampled_from("ابجد"), min_size=1, max_size=40),
)
def test_two_programs_that_share_no_line_draw_the_same(seed: str, takers: list, offered: list):
    entrants = [{"class": c, "priority": p, "ticket": hash_of(str(n))} for n, (c, p) in enumerate(takers)]
    lots = [{"class": c, "facts": {}, "lot": str(n)} for n, c in enumerate(offered)]
    assert draw_lots(seed, entrants, lots) == verify_draw.drawn_again(seed, entrants, lots)


def chi_square(counts: Counter, cells: int) -> float:
    expected = counts.total() / cells
    return sum((counts.get(cell, 0) - expected) ** 2 / expected for cell in counts) + expected * (cells - len(counts))


def test_every_order_is_as_likely_over_twenty_thousand_draws():
    counts = Counter("".join(shuffled("abcd", hash_of(str(draw)), {"what": "lots"})) for draw in range(20_000))
    assert len(counts) == 24
    assert chi_square(counts, 24) < _CHI_23


def test_every_pair_of_winner_and_lot_is_as_likely_where_lots_are_fewer():
    entrants, lots = entrants_of(5), lots_of(3)
    counts: Counter = Counter()
    for draw in range(20_000):
        rows = draw_lots(hash_of(f"few {draw}"), entrants, lots)
        counts[tuple(row["ticket"][:4] for row in rows if row["lot"])] += 1
    assert len(counts) == 60 == len(list(permutations(range(5), 3)))
    assert chi_square(counts, 60) < _CHI_59


def test_a_crooked_die_would_be_found_by_the_same_test():
    def crooked(seed: str) -> str:  # the mistake that many make: each place changes with any place
        order, words = list("abcd"), stream(seed, {})
        for place in range(4):
            other = next(words) % 4
            order[place], order[other] = order[other], order[place]
        return "".join(order)

    counts = Counter(crooked(hash_of(str(draw))) for draw in range(20_000))
    assert chi_square(counts, 24) > _CHI_23


def test_who_knows_all_but_one_secret_knows_nothing():
    # Over the values of the one unknown secret the winner of the only lot is spread as if by chance.
    entrants, lots = entrants_of(8), lots_of(1)
    manifest = hash_of("manifest")
    winners: Counter = Counter()
    for unknown in range(8_000):
        seed = seed_of(manifest, reveals_of("known", f"unknown {unknown}", "known too"), "11432.07")
        winners[draw_lots(seed, entrants, lots)[0]["ticket"]] += 1
    assert len(winners) == 8
    assert chi_square(winners, 8) < 40.5  # 0.999999 of χ² with 7 degrees of freedom


@pytest.mark.parametrize("changed", ["manifest", "secret", "nonce", "order", "value"])
def test_everything_that_is_told_moves_the_seed(changed: str):
    reveals = reveals_of("first", "second")
    before = seed_of(hash_of("m"), reveals, "1.00")
    told = {"manifest": hash_of("m"), "reveals": reveals, "value": "1.00"}
    if changed == "manifest":
        told["manifest"] = hash_of("n")
    elif changed == "value":
        told["value"] = "1.01"
    elif changed == "order":
        told["reveals"] = reveals[::-1]
    else:
        told["reveals"] = [{**reveals[0], changed: "0" + reveals[0][changed][1:]}, reveals[1]]
    assert seed_of(told["manifest"], told["reveals"], told["value"]) != before


def test_an_official_can_make_his_fingerprint_with_any_tool():
    reveal = reveals_of("mine")[0]
    typed = f"{DRAW}|1|{reveal['secret']}|{reveal['nonce']}"
    assert commitment_of(DRAW, 1, reveal["secret"], reveal["nonce"]) == sha256(typed.encode()).hexdigest()


def test_the_file_ends_with_a_line_feed_and_has_one_form():
    text = written(proof_of(entrants_of(2), lots_of(2)))
    assert text.endswith("}\n")
    assert ": " not in text.replace("https://", "")
