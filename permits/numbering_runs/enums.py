"""States of a numbering run and of an objection to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """Where a numbering run stands (DOMAIN 2.4, step 9)."""

    PROPOSED = "proposed", _("Being prepared")  # قيد الإعداد
    REVIEWED = "reviewed", _("Reviewed")  # مدقَّق
    RETURNED = "returned", _("Returned to the surveyor")  # معاد للمساح
    PUBLISHED = "published", _("Published for objections")  # معلن للاعتراض
    SIGNED = "signed", _("Signed for the survey")  # وقّع عن المساحة
    APPROVED = "approved", _("Approved by both")  # معتمد من الجهتين
    FROZEN = "frozen", _("Numbers frozen")  # مجمَّد
    WITHDRAWN = "withdrawn", _("Withdrawn")  # مسحوب


#: States in which surveyors change the walk; the database holds them too (sql/run.v1.sql).
OPEN_TO_EDITS = (RunState.PROPOSED, RunState.RETURNED)
#: States in which a run is over.
OVER = (RunState.FROZEN, RunState.WITHDRAWN)


class ObjectionState(models.TextChoices):
    """What became of an objection."""

    OPEN = "open", _("Waiting for an answer")  # بانتظار الرد
    UPHELD = "upheld", _("Upheld")  # مقبول
    DISMISSED = "dismissed", _("Dismissed")  # مرفوض


class Reach(models.TextChoices):
    """Whose numbers an upheld objection withdraws."""

    NOTHING = "nothing", _("No number: only the walk or a name is mended")  # لا يُسحب أي رقم
    PARCEL = "parcel", _("The number of this parcel")  # رقم هذه القطعة
    BLOCK = "block", _("All numbers of the block")  # أرقام البلك كلها
