"""Propose numbers for an old district, and allot them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from geo.errors import DomainError
from geo.exchange.foreign import write_rows
from geo.municipalities.scope import everywhere
from geo.spatial.crs import storage_srid
from parcels.numbering.district import plan_of, waiting_parcels
from parcels.numbering.errors import CannotAllot
from parcels.numbering.filing import Filed, Invalid, Rows, number_rows, official_codes
from parcels.numbering.policies.numbering import to_proposal
from parcels.numbering.policies.policy import Policy
from parcels.numbering.policies.registry import DEFAULT, parse_policy, policies
from parcels.numbering.reporting import report_of, summary, write_report
from parcels.numbering.services import allot_proposal
from parcels.plans.models import Plan


class Command(BaseCommand):
    """Number the parcels of an old district that have no number."""

    help = "Find the blocks of an old district, propose a walk through each, and allot the numbers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("district", help="three-digit code of the district, or MUNICIPALITY/DISTRICT")
        parser.add_argument("--policy", default=DEFAULT, help=f"{', '.join(policies().names())}; as for number_file")
        parser.add_argument("--dry-run", action="store_true", help="propose and score, write nothing to the register")
        parser.add_argument("--report", type=Path, help="write scores and exceptions to this JSON file")
        parser.add_argument("--out", type=Path, help="write the parcels with their proposed numbers to this GeoPackage")

    def handle(self, *args: Any, district: str, policy: str, dry_run: bool, **options: Any) -> None:
        try:
            with everywhere():
                self._number(plan_of(district), parse_policy(policy), dry_run=dry_run, **options)
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _number(
        self, plan: Plan, policy: Policy, *, dry_run: bool, report: Path | None, out: Path | None, **options: Any
    ) -> None:
        if not (dry_run or policy.counts_along_walk):
            raise CannotAllot(policy=policy.code)
        rows = waiting_parcels(plan)
        if not rows.keys:
            self.stdout.write("every parcel of this district has a number")
            return
        # The register is given only what is walked: a faulty outline has to be repaired first.
        filed = number_rows(rows, policy, invalid=Invalid.LAST if dry_run else Invalid.REFUSE)
        codes = official_codes(filed, plan.district.authority.code, plan.district.code)
        if report:
            write_report(report, report_of(filed, policy, codes, {"district": plan.district.code}, {}))
        if out:
            _write(out, rows, filed, codes)
        self.stdout.write(summary(len(filed.block_numbers), len(rows.keys), filed.numbering.score))
        if not dry_run:
            request_id = uuid5(NAMESPACE_URL, f"number_district:{plan.pk}")
            numbered = allot_proposal(plan=plan, proposal=to_proposal(filed.numbering), request_id=request_id)
            self.stdout.write(f"allotted {numbered.parcels} numbers in {len(numbered.blocks)} blocks")


def _write(out: Path, rows: Rows, filed: Filed, codes: dict[Any, str | None]) -> None:
    places = [filed.places[key] for key in rows.keys]
    columns = {
        "parcel_id": np.array(rows.keys, dtype=object),
        "block_no": np.array([place.block for place in places], dtype=np.int32),
        "parcel_no": np.array([place.number[0] for place in places], dtype=np.int32),
        "seq": np.array([place.seq for place in places], dtype=np.int32),
        "code": np.array([codes[key] for key in rows.keys], dtype=object),
    }
    write_rows(out, "parcels", rows.shapes, columns, shape="Unknown", crs=f"EPSG:{storage_srid()}")
