"""Building (رخصة بناء)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from geo.accounts.enums import Role
from permits.applications.building import BuildingWorks
from permits.applications.enums import PermitKind
from permits.applications.kinds.kind import Kind, kinds
from permits.applications.kinds.life import works_life
from permits.applications.kinds.skeleton import permit_flow
from permits.applications.models import PermitApplication
from permits.applications.spatial_rules.building_rules import RULES
from permits.applications.spatial_rules.subject import land_proposal
from permits.cases.flow import flows
from permits.payments.enums import Unit
from permits.payments.fees import Quantity

#: Land uses whose built area has a tariff of its own; all others are charged as commercial.
RESIDENTIAL = frozenset({"residential"})


def charges(application: PermitApplication) -> tuple[Quantity, ...]:
    """Return what a building is charged by: the built area of all its floors, m², by its use."""
    works = BuildingWorks.of(application.details)
    code = "building_area_residential" if works.use in RESIDENTIAL else "building_area_other"
    return (Quantity(code, works.built_m2.quantize(Decimal("0.01")), Unit.SQUARE_METRE),)


flow = permit_flow(
    "building",
    _("Building permit"),
    life=works_life(finish=_("Issue the occupancy certificate"), by=Role.HEAD),
)
flows.register(flow.kind, flow)

building = Kind(
    kind=PermitKind.BUILDING,
    title=_("Building permit"),
    title_ar="رخصة بناء",
    title_en="Building permit",
    flow=flow.kind,
    rules=RULES,
    term_code="building_permit_validity",
    certificate="applications/certificate/building.html",
    charges=charges,
    subject=land_proposal,
)
kinds.register(building.kind, building)
