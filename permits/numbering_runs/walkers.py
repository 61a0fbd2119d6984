"""The ways of numbering that a run can be started with: policies that a block's counter can follow, 1, 2, 3."""

from django.utils.translation import gettext_lazy as _

from geo.errors import InvalidInput, Text
from parcels.numbering.policies.registry import parse_policy
from parcels.numbering.proposal import Walker, walk_block

#: What the form offers: the policy as it is written → its name.
POLICIES: dict[str, Text] = {
    "": _("Walk along the frontages"),
    "frontage:start=NE": _("Walk along the frontages, from the north-east"),
    "frontage:start=SE": _("Walk along the frontages, from the south-east"),
    "frontage:start=SW": _("Walk along the frontages, from the south-west"),
    "frontage:direction=ccw": _("Walk along the frontages, counter-clockwise"),
    "serpentine": _("Row by row, to and fro"),
}


class PolicyNotCounted(InvalidInput):
    """A counter gives 1, 2, 3 along the walk; some policies number otherwise, or by places of one district."""

    code = "policy_not_counted"
    message = _("Numbers of the register follow the walk: choose one of the ways that are offered.")


def walker_of(policy: str) -> Walker:
    """Return the walk of a policy; "" is the walk along frontages. Errors: PolicyNotCounted, and of parse_policy."""
    if policy == "":
        return walk_block
    parsed = parse_policy(policy)
    if not parsed.counts_along_walk or parsed.looks_at_places:
        raise PolicyNotCounted
    return parsed.walk


def policy_name(policy: str) -> str:
    """Return the name of a policy in the running language, or its text when it is one no longer offered."""
    return str(POLICIES.get(policy, policy))
