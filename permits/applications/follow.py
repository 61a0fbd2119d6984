"""How permits go with land that changes: what was issued stays on the land where its works are."""

from collections.abc import Sequence

from parcels.register.models import BoundaryVersion
from permits.applications.enums import IN_FORCE
from permits.applications.models import PermitApplication
from permits.cases.claims import followers
from permits.cases.models import Case


class IssuedPermits:
    """An issued permit goes with the parts that its works touch; an application under way is decided first."""

    def follows(self, case: Case) -> bool:
        """Only what was issued and is not at its end."""
        return case.state in IN_FORCE

    def chosen(self, case: Case, versions: Sequence[BoundaryVersion]) -> Sequence[BoundaryVersion]:
        """Return the boundaries that the works touch; where they touch none, the one with most of the land."""
        works = PermitApplication.objects.get(case=case).works
        touched = [version for version in versions if version.geom.distance(works) < 0.01]
        return touched or versions[:1]


for _kind in ("fencing", "building", "demolition", "restoration", "simple"):
    followers.register(_kind, IssuedPermits())
