"""Who applies, and the party that he is in the register of persons."""

from dataclasses import dataclass

from geo.municipalities.models import Municipality
from geo.parties.enums import PartyKind
from geo.parties.models import Party
from geo.parties.services import register_party


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who applies: name, ten-digit identity number (of an organisation its registration number), mobile number."""

    name: str
    identifier: str
    mobile: str
    kind: PartyKind = PartyKind.PERSON


def party_of(applicant: Applicant, office: Municipality) -> Party:
    """Return the applicant as a party of an office; the one that has the identity number already, if there is one."""
    return register_party(
        kind=applicant.kind, name=applicant.name, municipality=office, identifier=applicant.identifier
    )
