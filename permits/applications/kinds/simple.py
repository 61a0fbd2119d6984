"""Simple kinds: one flow and one series of numbers for all kinds of permit that a municipality adds as data."""

from dataclasses import replace
from datetime import date
from functools import partial

from django.utils.translation import gettext_lazy as _

from geo.accounts.enums import Role
from permits.applications.enums import PermitKind
from permits.applications.guards import papers_are_filed, works_are_reported
from permits.applications.kinds.kind import Kind, kinds
from permits.applications.kinds.life import works_life
from permits.applications.kinds.skeleton import permit_flow
from permits.applications.models import PermitApplication, SimpleKind
from permits.applications.simple import read_simple, simple_charges, term_of
from permits.applications.spatial_rules.offered import NEEDED, OFFERED
from permits.applications.spatial_rules.subject import land_proposal
from permits.cases.flow import Flow, Transition, flows
from permits.payments.fees import Quantity

#: Guards of steps that other kinds take freely.
_GUARDS = {"submit": papers_are_filed, "start": works_are_reported}


def _guarded(step: Transition) -> Transition:
    return replace(step, guard=_GUARDS[step.name]) if step.name in _GUARDS else step


def _flow() -> Flow:
    common = permit_flow(
        "simple",
        _("Permit of another kind"),
        life=works_life(finish=_("Confirm that the works are finished"), by=Role.INSPECTOR),
    )
    return replace(common, transitions=tuple(map(_guarded, common.transitions)))


def made_from(row: SimpleKind) -> Kind:
    """Return the kind that a row is."""

    def charges(application: PermitApplication) -> tuple[Quantity, ...]:
        return simple_charges(row, application, row.tariff)

    def renewal(application: PermitApplication) -> tuple[Quantity, ...]:
        return simple_charges(row, application, row.renewal_tariff)

    def until(application: PermitApplication, on: date) -> date:
        return term_of(row).ends(on)

    return replace(
        simple,
        title=row.local_name,
        title_ar=row.name,
        title_en=row.name_en or row.name,
        rules=tuple(OFFERED[code] for code in row.rules),
        charges=charges,
        renewal=renewal,
        until=until,
        read=partial(read_simple, row),
    )


def _of_no_row(application: PermitApplication) -> tuple[Quantity, ...]:
    """Say that nothing can be charged for what is of no row: the database refuses such an application."""
    return ()


flow = _flow()
flows.register(flow.kind, flow)

simple = Kind(
    kind=PermitKind.SIMPLE,
    title=_("Permit of another kind"),
    title_ar="رخصة أخرى",
    title_en="Permit of another kind",
    flow=flow.kind,
    rules=(OFFERED[NEEDED],),
    term_code="",
    certificate="applications/certificate/simple.html",
    charges=_of_no_row,
    subject=land_proposal,
    made_from=made_from,
)
kinds.register(simple.kind, simple)
