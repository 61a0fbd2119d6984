"""Excavation as a kind of permit (رخصة حفر): its rules, what is billed, its last day, its paper."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from permits.applications.enums import PermitKind
from permits.applications.kinds.kind import Kind, kinds
from permits.applications.models import PermitApplication
from permits.excavations.certificate import draft_dig
from permits.excavations.flow import flow
from permits.excavations.proposal import dig_proposal, plan_of
from permits.excavations.spatial_rules.clear_of_lines import ClearOfLines
from permits.excavations.spatial_rules.days_possible import DaysPossible
from permits.excavations.spatial_rules.in_the_street import InTheStreet
from permits.excavations.spatial_rules.no_moratorium import NoMoratorium
from permits.excavations.spatial_rules.no_other_dig import NoOtherDig
from permits.excavations.spatial_rules.pavement_old_enough import PavementOldEnough
from permits.excavations.spatial_rules.team_fit import TeamFit
from permits.excavations.spatial_rules.traffic_kept import TrafficKept
from permits.payments.enums import Unit
from permits.payments.fees import Quantity, length_of

RULES = (
    DaysPossible(), InTheStreet(), NoOtherDig(), PavementOldEnough(), NoMoratorium(), TrafficKept(), ClearOfLines(),
    TeamFit(),
)  # fmt: skip


def dig_charges(application: PermitApplication) -> tuple[Quantity, ...]:
    """Return what a dig is charged by: the permit, and length × width × days of its surface class (DOMAIN 3.3)."""
    plan = plan_of(application)
    days = (plan.ends_on - plan.starts_on).days + 1
    opened = length_of(application.details["length_m"]) * Decimal(str(application.details["width_m"]))
    surface = application.details["surface"]
    return (
        Quantity("excavation_licence", Decimal(1), Unit.EACH),
        Quantity(f"excavation_{surface}_day", length_of(float(opened * days)), Unit.SQUARE_METRE),
    )


def last_day(application: PermitApplication, on: date) -> date:
    """Return the last day of a dig's permit: that of its plan."""
    return plan_of(application).ends_on


excavation = Kind(
    kind=PermitKind.EXCAVATION,
    title=_("Excavation permit"),
    title_ar="رخصة حفر",
    title_en="Excavation permit",
    flow=flow.kind,
    rules=RULES,
    subject=dig_proposal,
    term_code="excavation_longest",
    certificate="excavations/certificate/permit.html",
    charges=dig_charges,
    draft=draft_dig,
    until=last_day,
)
kinds.register(excavation.kind, excavation)
