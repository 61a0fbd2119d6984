"""Propose numbers for an old district, and allot them."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.management.base import BaseCommand, CommandError

from geo.municipalities.scope import everywhere
from parcels.numbering.proposal import Proposal
from parcels.numbering.services import allot_proposal, propose_numbers
from parcels.plans.enums import DistrictKind
from parcels.plans.models import Plan


class Command(BaseCommand):
    """Number the parcels of an old district that have no number."""

    help = "Find the blocks of an old district, propose a walk through each, and allot the numbers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("district", help="three-digit code of the district, or MUNICIPALITY/DISTRICT")
        parser.add_argument("--dry-run", action="store_true", help="propose and score, write nothing")
        parser.add_argument("--report", type=Path, help="write the scores to this JSON file")

    def handle(self, *args: Any, district: str, dry_run: bool, report: Path | None, **options: Any) -> None:
        with everywhere():
            plan = _plan_of(district)
            proposal = propose_numbers(plan)
            if not proposal.blocks:
                self.stdout.write("every parcel of this district has a number")
                return
            if report:
                report.write_text(json.dumps(_report(plan, proposal), ensure_ascii=False, indent=1), encoding="utf-8")
            self._say(proposal)
            if not dry_run:
                request_id = uuid5(NAMESPACE_URL, f"number_district:{plan.pk}")
                numbered = allot_proposal(plan=plan, proposal=proposal, request_id=request_id)
                self.stdout.write(f"allotted {numbered.parcels} numbers in {len(numbered.blocks)} blocks")

    def _say(self, proposal: Proposal) -> None:
        score = proposal.score
        self.stdout.write(
            f"{len(proposal.blocks)} blocks, {sum(len(b.order) for b in proposal.blocks)} parcels: "
            f"A {_share(score.A)}, N12 {_share(score.N12)}, W_front {_ratio(score.W_front)}"
        )


def _plan_of(district: str) -> Plan:
    authority, _, code = district.rpartition("/")
    found = Plan.objects.filter(district__code=code, district__kind=DistrictKind.OLD).select_related("district")
    if authority:
        found = found.filter(district__authority__code=authority)
    plans = list(found)
    if len(plans) != 1:
        raise CommandError(f"{len(plans)} old districts have the code {district}; write MUNICIPALITY/DISTRICT")
    return plans[0]


def _report(plan: Plan, proposal: Proposal) -> dict[str, Any]:
    return {
        "district": plan.district.code,
        "score": asdict(proposal.score),
        "blocks": [
            {"block": place, "parcels": len(block.order), "score": asdict(block.score)}
            for place, block in enumerate(proposal.blocks, start=1)
        ],
    }


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _ratio(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
