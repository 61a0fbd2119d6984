"""Restoration (رخصة ترميم)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from geo.accounts.enums import Role
from permits.applications.enums import PermitKind
from permits.applications.kinds.kind import Kind, kinds
from permits.applications.kinds.life import works_life
from permits.applications.kinds.skeleton import permit_flow
from permits.applications.models import PermitApplication
from permits.applications.spatial_rules.restoration_rules import RULES
from permits.applications.spatial_rules.subject import land_proposal
from permits.cases.flow import flows
from permits.payments.enums import Unit
from permits.payments.fees import Quantity


def charges(application: PermitApplication) -> tuple[Quantity, ...]:
    """Return what the works are charged by: the permit, and the ground that they cover, m²."""
    return (
        Quantity("restoration_licence", Decimal(1), Unit.EACH),
        Quantity("restoration_area", Decimal(application.details["area_m2"]), Unit.SQUARE_METRE),
    )


flow = permit_flow(
    "restoration",
    _("Restoration permit"),
    life=works_life(finish=_("Confirm that the works are finished"), by=Role.INSPECTOR),
)
flows.register(flow.kind, flow)

restoration = Kind(
    kind=PermitKind.RESTORATION,
    title=_("Restoration permit"),
    title_ar="رخصة ترميم",
    title_en="Restoration permit",
    flow=flow.kind,
    rules=RULES,
    term_code="restoration_permit_validity",
    certificate="applications/certificate/restoration.html",
    charges=charges,
    subject=land_proposal,
)
kinds.register(restoration.kind, restoration)
