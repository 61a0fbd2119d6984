"""The ways of numbering that a run can be started with, and what each says to a surveyor."""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, InvalidInput, Text
from parcels.numbering.policies.frontage import FrontageWalk
from parcels.numbering.policies.kept import KeepNumbers, read_number
from parcels.numbering.policies.policy import Number, Policy
from parcels.numbering.policies.registry import parse_policy
from parcels.register.enums import AliasKind
from parcels.register.models import Alias

KEEP: Final = "keep"
ODD_EVEN: Final = "odd_even"


class Way(NamedTuple):
    """A way of numbering as a form offers it: its name, and what it does in plain words."""

    name: Text
    words: Text


_ALONG = _("Numbers follow the houses around the block; alleys are entered and left again.")

#: What the form offers: the policy as it is written → what a surveyor reads.
POLICIES: Final[dict[str, Way]] = {
    "": Way(_("Walk along the frontages"), _ALONG),
    "frontage:start=NE": Way(_("Walk along the frontages, from the north-east"), _ALONG),
    "frontage:start=SE": Way(_("Walk along the frontages, from the south-east"), _ALONG),
    "frontage:start=SW": Way(_("Walk along the frontages, from the south-west"), _ALONG),
    "frontage:direction=ccw": Way(_("Walk along the frontages, counter-clockwise"), _ALONG),
    "serpentine": Way(
        _("Row by row, to and fro"), _("As on planned land: the first row is read one way, the next comes back.")
    ),
    ODD_EVEN: Way(
        _("Odd and even by side"),
        _("One long side of the block gets 1, 3, 5, the other 2, 4, 6. The walk stays along the frontages, so the next "
          "number stands across."),
    ),
    KEEP: Way(
        _("Keep the numbers already given"),
        _("Every parcel keeps the older number written among its names, such as 12; the others get the numbers after "
          "the highest of the block. Nothing is renumbered."),
    ),
}  # fmt: skip


class PolicyNotCounted(InvalidInput):
    """Some policies need words about one district: a line, a list of parcels."""

    code = "policy_not_counted"
    message = _("This way of numbering cannot be used for a run: choose one of the ways that are offered.")


class NothingToKeep(Conflict):
    """Numbers are kept where some are known."""

    code = "no_numbers_to_keep"
    message = _("No parcel of this district has an older number among its names: there is nothing to keep.")


def policy_of(policy: str, parcel_ids: Collection[UUID]) -> Policy:
    """Return a policy for these parcels; "" is the walk along frontages.

    Errors: PolicyNotCounted, NothingToKeep, and those of parse_policy.
    """
    if policy == "":
        return FrontageWalk()
    if policy == KEEP:
        return _kept(parcel_ids)
    parsed = parse_policy(policy)
    if parsed.looks_at_places and (parsed.code != ODD_EVEN or getattr(parsed, "line", None) is not None):
        raise PolicyNotCounted
    return parsed


def _kept(parcel_ids: Collection[UUID]) -> KeepNumbers:
    """Return the policy that keeps the older numbers of parcels, of several of a parcel the one written down last."""
    written: dict[str, str] = {}
    known = Alias.objects.filter(parcel_id__in=parcel_ids, kind=AliasKind.OLD_NUMBER).order_by("recorded_at", "pk")
    for parcel_id, text in known.values_list("parcel_id", "text"):
        if read_number(text) is not None:
            written[str(parcel_id)] = text
    if not written:
        raise NothingToKeep
    return KeepNumbers(numbers_given=tuple(sorted(written.items())))


def policy_of_block(policy: Policy, parcel_ids: Collection[UUID]) -> Policy:
    """Return a policy without its words about parcels of other blocks."""
    return policy.about({str(parcel) for parcel in parcel_ids})


def written_numbers(policy: Policy, numbers: tuple[Number, ...]) -> list[str]:
    """Return numbers as they are written on a door, in walking order; empty where they are 1, 2, 3 along the walk."""
    if policy.counts_along_walk:
        return []
    return [f"{number}/{suffix}" if suffix else str(number) for number, suffix in numbers]


def free_numbers(wanted: Sequence[str], gone: Collection[str], policy: str) -> list[str]:
    """Put in the place of each number that is gone the next one after all others, of the same side of the street.

    >>> free_numbers(["1", "2", "3"], {"1"}, "odd_even")
    ['5', '2', '3']
    """
    step = 2 if policy.startswith(ODD_EVEN) else 1
    taken = {*wanted, *gone}
    found = []
    for number in wanted:
        if number in gone:
            following = max(map(_leading, taken)) + 1
            number = str(following + (following - _leading(number)) % step)
            taken.add(number)
        found.append(number)
    return found


def _leading(number: str) -> int:
    """Return 12 of 12/1."""
    return int(number.partition("/")[0])


def policy_name(policy: str) -> str:
    """Return the name of a policy in the running language, or its text when it is one no longer offered."""
    return str(POLICIES[policy].name) if policy in POLICIES else policy


def policy_words(policy: str) -> str:
    """Return what a policy does in plain words; "" for one no longer offered."""
    return str(POLICIES[policy].words) if policy in POLICIES else ""
