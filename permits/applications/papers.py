"""The papers of an application: whose they are, and which kinds such a record has."""

from uuid import UUID

from django.urls import reverse

from geo.accounts.models import User
from geo.accounts.policies import Person, territories_of
from geo.documents.enums import DocumentKind
from geo.documents.registry import Home, keeps
from permits.cases.flow import flows
from permits.cases.policies import visible_cases

SUBJECT = "applications.permitapplication"
_K = DocumentKind
KINDS = (
    _K.OWNERSHIP, _K.DEED, _K.SURVEY, _K.DRAWING, _K.REPORT, _K.CONTRACT, _K.LICENCE, _K.AGENCY, _K.PHOTO, _K.APPEAL,
    _K.LETTER, _K.OTHER,
)  # fmt: skip


def paper_subject(case_id: UUID) -> str:
    """Return what the archive calls the application of a case."""
    return f"{SUBJECT}:{case_id}"


@keeps(SUBJECT)
def application_home(person: Person, key: str) -> Home | None:
    """Find an application for its office and for whoever applied; both may file."""
    try:
        case = visible_cases().filter(pk=UUID(key)).first()
    except ValueError:
        return None
    if case is None or not isinstance(person, User):
        return None
    staff, own = case.municipality_id in territories_of(person), case.opened_by_id == person.pk
    if not (staff or own):
        return None
    url = reverse(flows[case.kind].page, args=[case.pk])
    return Home(municipality=case.municipality, url=url, may_file=True, kinds=KINDS, is_party=not staff)
