"""Who sees holders of rights, who records deeds, who records rights."""

from collections.abc import Sequence

from geo.accounts.enums import Role
from geo.accounts.policies import Person, memberships_of
from geo.municipalities.selectors import branch_ids

#: See holders' names and what deeds say, and record deeds. Not the planner: the plan does not ask whose the land is.
READERS = (Role.SURVEYOR, Role.ENGINEER, Role.HEAD)
#: Record and end rights: what is owned is said by one answerable hand.
RECORDERS = (Role.HEAD,)


def may_see_holders(person: Person, municipality_id: int) -> bool:
    """Say whether the person sees all deeds and holders of a place; his own rights a citizen sees anyway."""
    return _is_one_of(person, READERS, municipality_id)


def may_record_deeds(person: Person, municipality_id: int) -> bool:
    """Say whether the person records deeds in the place."""
    return _is_one_of(person, READERS, municipality_id)


def may_record_rights(person: Person, municipality_id: int) -> bool:
    """Say whether the person records and ends rights in the place."""
    return _is_one_of(person, RECORDERS, municipality_id)


def _is_one_of(person: Person, roles: Sequence[Role], municipality_id: int) -> bool:
    roots = memberships_of(person).filter(role__in=roles).values_list("municipality_id", flat=True)
    return municipality_id in branch_ids(roots)
