"""Fencing of vacant land (رخصة تسوير)."""

from django.utils.translation import gettext_lazy as _

from geo.accounts.enums import Role
from permits.applications.enums import PermitKind
from permits.applications.fence import fence_charges
from permits.applications.kinds.kind import Kind, kinds
from permits.applications.kinds.life import works_life
from permits.applications.kinds.skeleton import permit_flow
from permits.applications.spatial_rules.clear_of_masks import ClearOfMasks
from permits.applications.spatial_rules.fence_on_boundary import FenceOnBoundary
from permits.applications.spatial_rules.no_other_case import NoOtherCase
from permits.applications.spatial_rules.parcel_in_force import ParcelInForce
from permits.applications.spatial_rules.parcel_vacant import ParcelVacant
from permits.applications.spatial_rules.subject import land_proposal
from permits.cases.flow import flows

flow = permit_flow(
    "fencing",
    _("Fencing permit"),
    life=works_life(finish=_("Confirm that the fence is built"), by=Role.INSPECTOR),
)
flows.register(flow.kind, flow)

fencing = Kind(
    kind=PermitKind.FENCING,
    title=_("Fencing permit"),
    title_ar="رخصة تسوير",
    title_en="Fencing permit",
    flow=flow.kind,
    rules=(ParcelInForce(), NoOtherCase(), ParcelVacant(), FenceOnBoundary(), ClearOfMasks()),
    term_code="fencing_permit_validity",
    certificate="applications/certificate/fencing.html",
    charges=fence_charges,
    subject=land_proposal,
)
kinds.register(fencing.kind, fencing)
