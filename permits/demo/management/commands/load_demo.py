"""Load the sample municipality; what is there already stays as it is."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from geo.municipalities.models import Municipality
from geo.municipalities.scope import everywhere
from parcels.plans.models import District, Plan
from parcels.register.enums import ParcelState
from parcels.register.models import Parcel
from permits.demo import land, people, places
from permits.demo.building import make_building
from permits.demo.changes import make_changes
from permits.demo.deeds import link_citizen, make_deeds
from permits.demo.digs import make_digs
from permits.demo.grants import make_grants
from permits.demo.numbering import freeze_old_quarter, publish_small_quarter
from permits.demo.planning import make_plan_procedures
from permits.demo.procedures import make_procedures
from permits.demo.signs import make_sign
from permits.demo.surveys import make_survey
from permits.demo.violations import make_violations


class Command(BaseCommand):
    """Bodies, land, numbers, people, and a permit: each step once."""

    help = "Load the sample municipality of Qatif (made-up and borrowed records) and its demonstration accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        bodies = places.load_bodies()
        with everywhere():
            places.load_reference_values()
            if not District.objects.exists():
                self._load_land(bodies)
            old = Plan.objects.get(number="", district__code=places.OLD_QUARTER)
            planned = Plan.objects.exclude(number="").get(revision=0)
            town = Municipality.objects.get(kind="municipality")
            amana = Municipality.objects.get(kind="amana")
            wanted = people.accounts(old.municipality.code, planned.municipality.code, town.code, amana.code)
            passwords = people.make_accounts(wanted, bodies)
            self.stdout.write(f"{old.name}: {freeze_old_quarter(old)} parcels numbered by a run that is frozen")
            if Parcel.objects.filter(plan=old, state=ParcelState.PROVISIONAL).exists():
                land.bring_into_force(old)
            for plan, engineer, head in ((old, "engineer", "head"), (planned, "engineer2", "head2")):
                number = make_procedures(plan, engineer=engineer, head=head, name=plan.district.code)
                self.stdout.write(f"sample permit {number}")
                self.stdout.write(f"sample excavation {make_digs(plan, head=head)}")
            self.stdout.write(f"sample violations: {make_violations(planned, head='head2')}")
            amendment = make_plan_procedures(old, planned, opener="engineer2", surveyor="surveyor2")
            self.stdout.write(f"sample case of a plan {amendment}")
            self.stdout.write(f"made-up deeds: {make_deeds(planned, head='head2')} parcels")
            self.stdout.write(f"account of an owner: {link_citizen(planned.municipality, head='head2')}")
            self.stdout.write(f"sample survey decision {make_survey(old)}")
            house = make_building(planned, surveyor="surveyor2", engineer="engineer2", head="head2")
            self.stdout.write(f"sample building permit {house}")
            sign = make_sign(planned, engineer="engineer2", head="head2")
            self.stdout.write(f"sample permit of a kind that is data {sign}")
            self.stdout.write(f"sample numbering run under objection {publish_small_quarter(old)}")
        with everywhere():  # another transaction: land changes at a later instant than it began
            self.stdout.write(f"sample changes of land: {make_changes(old, planned)}")
        self.stdout.write(f"sample grants: {make_grants(planned, head='head2', surveyor='surveyor2')}")
        file = settings.VAR / "demo-accounts.txt"
        people.write_accounts(file, wanted, passwords)
        self.stdout.write(f"demonstration accounts: {file}")

    def _load_land(self, bodies: dict[str, Municipality]) -> None:
        amana = next(body for body in bodies.values() if body.kind == "amana")
        districts = places.load_districts(bodies)
        plans = places.load_plans(districts, amana)
        blocks = places.load_blocks(plans)
        places.load_surroundings(districts)
        for plan in plans.values():
            if plan.number == "":
                self.stdout.write(f"{plan.name}: {land.enter_old_quarter(plan)} parcels entered")
                continue
            count = land.load_planned(plan, blocks)
            land.bring_into_force(plan)
            self.stdout.write(f"{plan.name}: {count} parcels numbered")
