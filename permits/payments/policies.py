"""Who sees lists of bills, settles differences and takes the biller's files."""

from geo.accounts.enums import Role
from geo.accounts.policies import Person, has_role, places_of_roles
from permits.payments.selectors import biller_office

#: Roles that see the bills of their places in one list.
READERS = (Role.FINANCE, Role.HEAD)


def bill_territories(person: Person) -> tuple[int, ...]:
    """Return the places whose bills the person may list."""
    return places_of_roles(person, READERS)


def may_resolve(person: Person, municipality_id: int) -> bool:
    """Say whether the person may write down what was done about a difference of a place."""
    return has_role(person, Role.FINANCE, municipality_id)


def may_reconcile(person: Person) -> bool:
    """Say whether the person may take in the biller's file: the finance staff of the office that has the contract."""
    return has_role(person, Role.FINANCE, biller_office().pk)
