"""Demolition (رخصة هدم)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from geo.accounts.enums import Role
from permits.applications.enums import PermitKind
from permits.applications.kinds.kind import Kind, kinds
from permits.applications.kinds.life import works_life
from permits.applications.kinds.skeleton import permit_flow
from permits.applications.models import PermitApplication
from permits.applications.spatial_rules.demolition_rules import RULES
from permits.applications.spatial_rules.subject import land_proposal
from permits.cases.flow import flows
from permits.payments.enums import Unit
from permits.payments.fees import Quantity


def charges(application: PermitApplication) -> tuple[Quantity, ...]:
    """Return what the works are charged by: the permit, and the ground that they cover, m²."""
    return (
        Quantity("demolition_licence", Decimal(1), Unit.EACH),
        Quantity("demolition_area", Decimal(application.details["area_m2"]), Unit.SQUARE_METRE),
    )


flow = permit_flow(
    "demolition",
    _("Demolition permit"),
    life=works_life(finish=_("Confirm that the site is cleared"), by=Role.INSPECTOR),
)
flows.register(flow.kind, flow)

demolition = Kind(
    kind=PermitKind.DEMOLITION,
    title=_("Demolition permit"),
    title_ar="رخصة هدم",
    title_en="Demolition permit",
    flow=flow.kind,
    rules=RULES,
    term_code="demolition_permit_validity",
    certificate="applications/certificate/demolition.html",
    charges=charges,
    subject=land_proposal,
)
kinds.register(demolition.kind, demolition)
