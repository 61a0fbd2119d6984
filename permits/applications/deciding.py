"""How decisions on applications and permits are explained and taken again."""

from typing import Any

from geo.spatial_rules.engine import Judged
from permits.applications.assess import judge_now
from permits.applications.kinds.kind import kinds
from permits.applications.life_record import ACTS, life_again
from permits.applications.models import PermitApplication
from permits.applications.record import grounds_of, told_of
from permits.cases.models import Case
from permits.decisions.models import DecisionRecord
from permits.decisions.registry import deciders


class Applications:
    """How decisions on applications for permits are explained and taken again."""

    def decides(self, kind: str) -> bool:
        """Every kind of permit, also of slices above."""
        return any(each.flow == kind for each in kinds)

    def judged(self, case: Case) -> tuple[Judged, ...]:
        """Judge the application of a case by today's rules."""
        return judge_now(_application(case)).judged

    def again(self, record: DecisionRecord) -> dict[str, Any]:
        """Gather a decision's record anew; its facts are judged again. Errors: FormerRuleMissing."""
        kept, application = record.told, _application(record.case)
        grounds = grounds_of(application, record.act, kept)
        if record.act in ACTS and "life" in kept:
            return life_again(application, grounds, kept)
        return told_of(application, grounds, anew=True)


def _application(case: Case) -> PermitApplication:
    found = PermitApplication.objects.select_related("case", "municipality", "version__parcel", "simple")
    return found.get(pk=case.pk)


deciders.register("applications", Applications())
