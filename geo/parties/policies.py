"""Who says that an account is a person's."""

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.accounts.policies import Person, holds


def may_link(person: Person, municipality_id: int, *, account: User | None = None) -> bool:
    """Say whether the person links accounts to people whom the office registered: its head, and never his own account.

    A role held by delegation is not enough: what is opened here is other people's.
    """
    return holds(person, Role.HEAD, municipality_id) and (account is None or account.pk != person.pk)
