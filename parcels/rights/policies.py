"""Who sees holders of rights, who records deeds, who records rights."""

from collections.abc import Sequence

from geo.accounts.enums import Role
from geo.accounts.policies import Person, has_role, memberships_of
from geo.municipalities.selectors import branch_ids

#: See holders' names and what deeds say, and record deeds. Not the planner: the plan does not ask whose the land is.
READERS = (Role.SURVEYOR, Role.ENGINEER, Role.HEAD)
#: Record and end rights: what is owned is said by one answerable hand.
RECORDERS = (Role.HEAD,)
#: Write down the title that a grant gives, when the notary returned its deed; and end it when the grant is withdrawn.
GRANTERS, WITHDRAWERS = (Role.GRANTS,), (Role.AMIN,)


def may_see_holders(person: Person, municipality_id: int) -> bool:
    """Say whether the person sees all deeds and holders of a place; his own rights a citizen sees anyway."""
    return _is_one_of(person, READERS, municipality_id)


def may_record_deeds(person: Person, municipality_id: int) -> bool:
    """Say whether the person records deeds in the place."""
    return _is_one_of(person, READERS, municipality_id)


def may_record_rights(person: Person, municipality_id: int) -> bool:
    """Say whether the person records and ends rights in the place."""
    return _is_one_of(person, RECORDERS, municipality_id)


def may_record_granted(person: Person, municipality_id: int) -> bool:
    """Say whether the person records titles of grants in the place, by membership or signing for who may."""
    return any(has_role(person, role, municipality_id) for role in GRANTERS)


def may_end_granted(person: Person, municipality_id: int) -> bool:
    """Say whether the person ends titles of grants in the place, by membership or signing for who may."""
    return any(has_role(person, role, municipality_id) for role in WITHDRAWERS)


def _is_one_of(person: Person, roles: Sequence[Role], municipality_id: int) -> bool:
    roots = memberships_of(person).filter(role__in=roles).values_list("municipality_id", flat=True)
    return municipality_id in branch_ids(roots)
