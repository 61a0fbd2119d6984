"""Finding the case of a permit by its number, for procedures that do not know permits."""

from geo.calendars.digits import fold_digits
from permits.applications.models import Permit
from permits.cases.models import Case
from permits.cases.stopping import permit_finders


def case_numbered(number: str) -> Case | None:
    """Return the case of the permit of a number, typed in either digits, among those that may be seen; or None."""
    found = Permit.objects.select_related("application__case").filter(number=fold_digits(number).strip()).first()
    return found.application.case if found else None


permit_finders.register("applications", case_numbered)
