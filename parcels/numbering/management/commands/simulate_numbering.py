"""Play years of splits and merges on a district or a file, and say what becomes of the numbers."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from geo.errors import DomainError
from geo.municipalities.scope import everywhere
from parcels.numbering.district import all_parcels, plan_of
from parcels.numbering.filing import Rows, number_rows
from parcels.numbering.inputs import Geometries
from parcels.numbering.layer_files import Task, open_layer
from parcels.numbering.policies.policy import Policy
from parcels.numbering.policies.registry import DEFAULT, describe, parse_policy
from parcels.numbering.reporting import score_facts, write_report
from parcels.numbering.simulator import Rates, YearOfWay, simulate

_HEAD = "year  parcels  splits  merges  way       A      N12    W     changed numbers of untouched parcels"


class Command(BaseCommand):
    """A table on standard output, or JSON; nothing is written to the register."""

    help = "Play years of splits and merges on numbered land: parent/suffix, next free number, numbering anew."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("land", help="code of an old district (or MUNICIPALITY/DISTRICT), or a file")
        parser.add_argument("--layer", help="of a file: the name of the layer")
        parser.add_argument("--block-column", help="of a file: the column that says each parcel's block")
        parser.add_argument("--policy", default=DEFAULT, help="how the land is numbered in year 0")
        parser.add_argument("--years", type=int, default=10)
        parser.add_argument("--splits", type=float, default=0.02, help="share of the parcels split in a year")
        parser.add_argument("--merges", type=float, default=0.01, help="share of the parcels merged in a year")
        parser.add_argument("--seed", type=int, default=1, help="another seed, other changes")
        parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
        parser.add_argument("--report", type=Path, help="write the JSON to this file too")

    def handle(self, *args: Any, land: str, years: int, seed: int, **options: Any) -> None:
        if not 0 <= years <= 200:
            raise CommandError("--years is 0 to 200")
        try:
            rates = Rates(options["splits"], options["merges"])
            policy = parse_policy(options["policy"])
            rows, policy = _land(land, policy, options["layer"], options["block_column"])
            with tqdm(total=years + 1, unit=" years", file=sys.stderr, disable=None) as bar:
                blocks = _blocks(rows, policy)
                played = list(
                    simulate(blocks, years=years, rates=rates, seed=seed, walker=policy.walk,
                             progress=lambda _year: bar.update())
                )  # fmt: skip
        except (DomainError, ValueError) as error:
            raise CommandError(str(error)) from error
        told = {"policy": describe(policy), "seed": seed, "splits": rates.splits, "merges": rates.merges,
                "years": [_facts(one) for one in played]}  # fmt: skip
        if options["report"]:
            write_report(options["report"], told)
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else _table(played))


def _land(land: str, policy: Policy, layer: str | None, block_column: str | None) -> tuple[Rows, Policy]:
    """Return the parcels of a file, where there is one of that name, else of a district."""
    path = Path(land)
    if path.exists() or path.suffix:
        opened = open_layer(Task(path, layer, policy, block_column=block_column))
        return opened.rows, opened.policy
    with everywhere():
        return all_parcels(plan_of(land)), policy


def _blocks(rows: Rows, policy: Policy) -> list[Geometries]:
    """Number the land and return the polygons of each block in walking order; faulty rows do not take part."""
    filed = number_rows(rows, policy)
    place = {key: n for n, key in enumerate(rows.keys)}
    return [rows.shapes[np.array([place[key] for key in block.order])] for block in filed.numbering.blocks]


def _facts(one: YearOfWay) -> dict[str, Any]:
    share = one.changed_share
    return {
        "year": one.year, "way": one.way, "parcels": one.parcels, "splits": one.splits, "merges": one.merges,
        **score_facts(one.score), "untouched": one.untouched, "changed": one.changed,
        "changed_share": None if share is None else round(share, 4),
    }  # fmt: skip


def _table(played: list[YearOfWay]) -> str:
    lines = [_HEAD]
    for one in played:
        score = one.score
        a, n12, w = ("-" if value is None else f"{value:.3f}" for value in (score.A, score.N12, score.W))
        share = one.changed_share
        changed = f"{one.changed} of {one.untouched}" + ("" if share is None else f" ({share:.1%})")
        lines.append(
            f"{one.year:>4}  {one.parcels:>7}  {one.splits:>6}  {one.merges:>6}  {one.way:<8}  {a:>5}  {n12:>5}  {w:>5}"
            f"  {changed}"
        )
    return "\n".join(lines)
