"""Records of the other kinds, one of each, all in the western office: what their addresses name."""

from typing import Any
from uuid import uuid4

from geo.municipalities.scope import act_as, territory
from permits.past_grants.importing import import_grants
from permits.past_grants.models import PastGrant
from permits.subdivisions.checkout.areas import of_plan
from permits.subdivisions.checkout.services import check_out
from permits.surveys.enums import SurveyPurpose
from permits.surveys.services import open_survey
from permits.violations.tasks import print_notice
from tests.factories.cases import CANARY_IDENTIFIER, CANARY_MOBILE, CANARY_NAME, enter_drawn
from tests.factories.decisions import decided_plan
from tests.factories.digs import ask_to_dig, hold_dig_values, make_diggers, wanted
from tests.factories.draws import entrants, lots, make_team, opened
from tests.factories.numbering import enter_quarter, hold_days, started
from tests.factories.places import Places
from tests.factories.violations import found, hold_fines
from tests.factories.zones import drafted, zone_with_rule
from tests.permits.surveys.field import hold_survey_values

#: What an address that begins so names.
Samples = dict[str, dict[str, Any]]


def other_kinds(ground: Places) -> Samples:
    """Open one case of each kind; return what their addresses name."""
    opened: Samples = {}
    for each in (violation, dig, survey, numbering, land_taken_along, plan_case, rule_in_draft, draw, past_grant):
        opened |= each(ground)
    return opened


def rule_in_draft(ground: Places) -> Samples:
    """Leave a building rule in draft."""
    rule = zone_with_rule(ground.west)
    return {"what-if/": {"zone_id": rule.zone_id, "key": drafted(ground.west, rule, by=ground.west.head).pk}}


def violation(ground: Places) -> Samples:
    """Record a violation, fine it and tell whoever is responsible."""
    hold_fines()
    fined = found(ground.west).walk(["propose", "impose"])
    print_notice(str(fined.violation.pk), ground.west.body.pk)
    return {"violations/": {"case_id": fined.violation.pk}}


def dig(ground: Places) -> Samples:
    """Let the citizen ask for a dig."""
    hold_dig_values()
    asked = ask_to_dig(make_diggers(ground.west, ground.citizen), wanted(ground.west))
    return {"excavations/": {"case_id": asked.pk}}


def survey(ground: Places) -> Samples:
    """Let the citizen ask for a survey of land that is entered for it."""
    hold_survey_values()
    (parcel,) = enter_drawn(ground.west, ".....C", cell_m=20).values()
    with territory([ground.west.body.pk]):
        act_as(ground.citizen.pk)
        asked = open_survey(
            parcel=parcel, purpose=next(iter(SurveyPurpose)), by=ground.citizen, request_id=uuid4()
        )  # fmt: skip
    return {"surveys/": {"case_id": asked.pk}}


def numbering(ground: Places) -> Samples:
    """Start a numbering run that is not published."""
    hold_days()
    enter_quarter(ground.west)
    run = started(ground.west)
    return {
        "numbering/": {"case_id": run.pk, "run_id": run.pk, "place": 1, "number": 1},
        "api/v1/numbering-runs": {"run": run.pk},
    }


def land_taken_along(ground: Places) -> Samples:
    """Let the surveyor check the plan's land out, without a lock."""
    west = ground.west
    with territory([west.body.pk]):
        act_as(west.surveyor.pk)
        made = check_out(area=of_plan(west.plan), lock=False, by=west.surveyor, request_id=uuid4())
    return {"land-changes/check-outs/": {"pk": made.pk}, "api/v1/check-outs/": {"key": made.pk}}


def plan_case(ground: Places) -> Samples:
    """Bring a case of the plan to its approval."""
    with territory([ground.west.body.pk]):
        return {"plan-cases/": {"case_id": decided_plan(ground.west)}}


def draw(ground: Places) -> Samples:
    """Prepare a draw: everyone reads it, and nothing is frozen."""
    team = make_team(ground.west)
    with territory([ground.west.body.pk]):
        made = opened(team, entrants(2), lots(2))
    return {
        "draws/": {"draw_id": made.pk, "name": "frozen"},
        "api/v1/draws": {"draw": made.pk, "ticket": "0" * 64},
    }


def past_grant(ground: Places) -> Samples:
    """Bring a grant of an earlier register whose land is not found."""
    row = {"number": "1", "name": CANARY_NAME, "identifier": CANARY_IDENTIFIER, "mobile": CANARY_MOBILE}
    import_grants([(2, row)], source="old", office=ground.west.body)
    with territory([ground.west.body.pk]):
        return {"grants/past/": {"past_id": PastGrant.objects.get().pk}}
