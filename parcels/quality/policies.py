"""Who may see findings: whoever has a role in a place, of that place; row level security holds them apart."""

from geo.accounts.policies import Person, memberships_of


def may_see_findings(person: Person) -> bool:
    """Say whether the person works for a municipal body today."""
    return memberships_of(person).exists()
