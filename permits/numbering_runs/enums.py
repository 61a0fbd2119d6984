"""States of a numbering run and of what belongs to it."""

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


class ProofState(models.TextChoices):
    """What came of looking for a proof of a block's walk."""

    PROVED = "proved", _("Proved")  # مثبت
    TOO_LARGE = "too_large", _("Not proved: more than 40 parcels")  # غير مثبت: أكثر من ٤٠ قطعة
    OUT_OF_TIME = "out_of_time", _("Not proved: no answer in the time given")  # غير مثبت: انتهى الوقت
    NO_SOLVER = "no_solver", _("Not proved: the solver is not installed")  # غير مثبت: الحلّال غير مثبّت


class DoubtCode(models.TextChoices):
    """How blocks and streets disagree; the codes are those of parcels.numbering.streets."""

    SPLIT = "split_by_streets", _("Streets run between parcels that hang together: should this be several blocks?")
    JOINED = "joined_by_streets", _("No street runs between these blocks: should they be one?")
    OUTSIDE = "in_no_face", _("No streets enclose this parcel: is a street missing from the map?")


class Decision(models.TextChoices):
    """What a person decides where blocks and streets disagree."""

    KEEP = "keep", _("Keep the blocks as they are")  # إبقاء البلكات كما هي
    JOIN = "join", _("Join them into one block")  # ضمها في بلك واحد
    PART = "part", _("Part them along the streets")  # فصلها على الشوارع


#: Which decisions each kind of disagreement can have; only what is kept lets a run go on to review as it is.
POSSIBLE: dict[str, tuple[Decision, ...]] = {
    DoubtCode.SPLIT: (Decision.KEEP, Decision.PART),
    DoubtCode.JOINED: (Decision.KEEP, Decision.JOIN),
    DoubtCode.OUTSIDE: (Decision.KEEP,),
}
