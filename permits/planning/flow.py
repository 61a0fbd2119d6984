"""The ways of plans (DOMAIN 3.2): a plan to its approval, an old district to its own, a plan to its end."""

from django.utils.translation import gettext_lazy as _

from geo.accounts.enums import Role
from geo.documents.enums import DocumentKind
from permits.cases.flow import Flow, Guard, Side, Text, Transition, flows
from permits.planning.enums import OldDistrictState, PlanCaseState, SupersessionState
from permits.planning.guards import paper_is_filed, rules_are_met

_S, _O, _E = PlanCaseState, OldDistrictState, SupersessionState
PAGE = "planning:case"


def _step(
    name: str, label: Text, source: str | tuple[str, ...], target: str, by: Role | Side, *,
    apart: tuple[str, ...] = (), note: bool = False, guard: Guard | None = None, awaited: bool = True,
    style: str = "primary",
) -> Transition:  # fmt: skip
    """Return a step; the sources may be one state."""
    sources = frozenset({source} if isinstance(source, str) else source)
    return Transition(
        name=name, label=label, sources=sources, target=target, by=by, apart_from=apart, needs_note=note, guard=guard,
        awaited=awaited, style=style,
    )  # fmt: skip


def _back(name: str, label: Text, source: str, target: str, by: Role) -> Transition:
    """Return a step back, which needs its reason."""
    return _step(name, label, source, target, by, note=True, style="outline-secondary")


#: Steps whose hands may not sign the final approval too.
_BEFORE_THE_END = (
    "submit", "accept_survey", "recommend", "agree", "approve_preliminarily", "confirm_staking", "ask_for_approval",
    "sign_survey", "sign_planning", "sign_deputy",
)  # fmt: skip

_REVIEW = (
    _step("submit", _("Submit the plan"), (_S.DRAFT, _S.RETURNED), _S.SUBMITTED, Side.APPLICANT),
    _step("take_up", _("Begin the survey review"), _S.SUBMITTED, _S.SURVEY_REVIEW, Role.SURVEYOR, apart=("submit",)),
    _step(
        "accept_survey", _("Confirm the survey"), _S.SURVEY_REVIEW, _S.STUDY, Role.SURVEYOR, apart=("submit",),
        guard=rules_are_met,
    ),
    _back("return", _("Return for completion"), _S.SURVEY_REVIEW, _S.RETURNED, Role.SURVEYOR),
    _step(
        "recommend", _("Lay it before the committee"), _S.STUDY, _S.COMMITTEE, Role.PLANNER,
        apart=("submit", "accept_survey"), note=True,
    ),
    *(
        _step(
            name, label, _S.STUDY, _S.STUDY, Role.PLANNER, apart=("submit",), note=True, awaited=False,
            style="outline-secondary",
        )
        for name, label in (
            ("exempt_area", _("Ask to excuse small parcels")),
            ("exempt_frontage", _("Ask to excuse short frontages")),
            ("exempt_street", _("Ask to excuse narrow streets")),
        )
    ),
    _back("return_from_study", _("Return for completion"), _S.STUDY, _S.RETURNED, Role.PLANNER),
    _step(
        "agree", _("Record that the committee agrees"), _S.COMMITTEE, _S.COMMITTEE_AGREED, Role.COMMITTEE,
        apart=("submit", "accept_survey", "recommend"), note=True, guard=rules_are_met,
    ),
    _back("send_back", _("Send back for another study"), _S.COMMITTEE, _S.STUDY, Role.COMMITTEE),
    _step(
        "approve_preliminarily", _("Approve preliminarily"), _S.COMMITTEE_AGREED, _S.PRELIMINARY, Role.AMIN,
        apart=("submit", "accept_survey", "recommend", "agree"), note=True, guard=rules_are_met,
    ),
)  # fmt: skip

_WORKS = (
    _step(
        "develop", _("Begin the works"), _S.PRELIMINARY, _S.DEVELOPING, Side.APPLICANT,
        guard=paper_is_filed(DocumentKind.AGENCY),
    ),
    _step(
        "confirm_staking", _("Confirm that the parcels are staked out"), _S.DEVELOPING, _S.STAKED, Role.SURVEYOR,
        apart=("submit",), guard=paper_is_filed(DocumentKind.STAKING),
    ),
    _step(
        "ask_for_approval", _("Ask for the final approval"), _S.STAKED, _S.FINAL_SURVEY, Role.PLANNER,
        apart=("submit", "confirm_staking"), guard=rules_are_met,
    ),
)  # fmt: skip

_CHAIN = (
    _step(
        "sign_survey", _("Sign for the survey"), _S.FINAL_SURVEY, _S.FINAL_PLANNING, Role.SURVEY_MANAGER,
        apart=("submit", "accept_survey", "confirm_staking", "ask_for_approval"),
    ),
    _step(
        "sign_planning", _("Sign for planning"), _S.FINAL_PLANNING, _S.FINAL_DEPUTY, Role.PLANNING_MANAGER,
        apart=("submit", "recommend", "ask_for_approval", "sign_survey"),
    ),
    _step(
        "sign_deputy", _("Sign as deputy"), _S.FINAL_DEPUTY, _S.FINAL_AMIN, Role.DEPUTY,
        apart=("submit", "ask_for_approval", "sign_survey", "sign_planning"),
    ),
    # Who approved preliminarily is the Amin too: his is the one earlier hand that may sign again.
    _step(
        "approve", _("Approve the plan"), _S.FINAL_AMIN, _S.APPROVED, Role.AMIN,
        apart=tuple(name for name in _BEFORE_THE_END if name != "approve_preliminarily"), guard=rules_are_met,
    ),
    _back("back_from_survey", _("Send back"), _S.FINAL_SURVEY, _S.STAKED, Role.SURVEY_MANAGER),
    _back("back_from_planning", _("Send back"), _S.FINAL_PLANNING, _S.STAKED, Role.PLANNING_MANAGER),
    _back("back_from_deputy", _("Send back"), _S.FINAL_DEPUTY, _S.STAKED, Role.DEPUTY),
    _back("back_from_amin", _("Send back"), _S.FINAL_AMIN, _S.STAKED, Role.AMIN),
    _step(
        "cancel", _("Withdraw the plan"),
        (_S.DRAFT, _S.SUBMITTED, _S.RETURNED, _S.STUDY, _S.PRELIMINARY, _S.DEVELOPING), _S.CANCELLED, Side.APPLICANT,
        note=True, awaited=False, style="outline-danger",
    ),
)  # fmt: skip

plan_flow = Flow(
    kind="plan", title=_("Approval of a plan"), states=_S, initial=_S.DRAFT, page=PAGE,
    transitions=(*_REVIEW, *_WORKS, *_CHAIN),
)  # fmt: skip

#: The numbers of an old district come from its numbering run, which hears objections and freezes them.
old_district_flow = Flow(
    kind="old_district", title=_("Approval of an old district"), states=_O, initial=_O.NUMBERED, page=PAGE,
    former=frozenset({_O.INVENTORIED, _O.HEARD}),
    transitions=(
        _step(
            "recommend", _("Lay it before the Amin"), (_O.NUMBERED, _O.INVENTORIED, _O.HEARD), _O.RECOMMENDED,
            Role.COMMITTEE, note=True, guard=rules_are_met,
        ),
        _step(
            "approve", _("Approve the old district"), _O.RECOMMENDED, _O.APPROVED, Role.AMIN, apart=("recommend",),
            guard=rules_are_met,
        ),
        _back("send_back", _("Send back"), _O.RECOMMENDED, _O.NUMBERED, Role.AMIN),
        _step(
            "cancel", _("Withdraw the case"), (_O.NUMBERED, _O.INVENTORIED), _O.CANCELLED, Side.APPLICANT, note=True,
            awaited=False, style="outline-danger",
        ),
    ),
)  # fmt: skip

supersession_flow = Flow(
    kind="supersession", title=_("Supersession of a plan"), states=_E, initial=_E.PREPARED, page=PAGE,
    transitions=(
        _step(
            "recommend", _("Recommend the supersession"), _E.PREPARED, _E.RECOMMENDED, Role.PLANNER, note=True,
            guard=rules_are_met,
        ),
        _step(
            "supersede", _("Supersede the plan"), _E.RECOMMENDED, _E.SUPERSEDED, Role.AMIN, apart=("recommend",),
            guard=rules_are_met,
        ),
        _back("send_back", _("Send back"), _E.RECOMMENDED, _E.PREPARED, Role.AMIN),
        _step(
            "cancel", _("Withdraw the case"), _E.PREPARED, _E.CANCELLED, Side.APPLICANT, note=True, awaited=False,
            style="outline-danger",
        ),
    ),
)  # fmt: skip

for _flow in (plan_flow, old_district_flow, supersession_flow):
    flows.register(_flow.kind, _flow)
