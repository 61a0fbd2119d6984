"""States of the procedures of plans, and the state of the plan that goes with each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parcels.plans.enums import PlanStatus


class PlanCaseState(models.TextChoices):
    """Where the approval of a plan, or of a revision, stands; the final review is a chain of signatures."""

    DRAFT = "draft", _("Draft")  # مسودة
    SUBMITTED = "submitted", _("Submitted")  # مقدَّم
    SURVEY_REVIEW = "survey_review", _("Survey review")  # تدقيق مساحي
    RETURNED = "returned", _("Returned for completion")  # معاد للاستكمال
    STUDY = "study", _("Planning study")  # دراسة وبدائل
    COMMITTEE = "committee", _("Before the committee")  # معروض على اللجنة
    COMMITTEE_AGREED = "committee_agreed", _("Agreed by the committee")  # وافقت اللجنة
    PRELIMINARY = "preliminary", _("Preliminary approval")  # اعتماد ابتدائي
    DEVELOPING = "developing", _("Under development")  # قيد التطوير
    STAKED = "staked", _("Staked out")  # مبتَّر
    FINAL_SURVEY = "final_survey", _("With the survey manager")  # لدى مدير المساحة
    FINAL_PLANNING = "final_planning", _("With the planning manager")  # لدى مدير التخطيط
    FINAL_DEPUTY = "final_deputy", _("With the deputy Amin")  # لدى وكيل الأمين
    FINAL_AMIN = "final_amin", _("With the Amin")  # لدى الأمين
    APPROVED = "approved", _("Approved")  # معتمد
    CANCELLED = "cancelled", _("Cancelled")  # ملغى


class OldDistrictState(models.TextChoices):
    """Where the approval of an old district stands, whose numbers a run has frozen.

    Two states are of cases opened before numbering had runs of its own: they go on from where they were.
    """

    INVENTORIED = "inventoried", _("Inventoried")  # محصور
    NUMBERED = "numbered", _("Numbered")  # مرقَّم
    RECOMMENDED = "recommended", _("Recommended")  # موصى به
    HEARD = "heard", _("Objections closed")  # أُقفلت الاعتراضات
    APPROVED = "approved", _("Approved")  # معتمد
    CANCELLED = "cancelled", _("Withdrawn")  # مسحوب


class SupersessionState(models.TextChoices):
    """Where the ending of a plan for its successor stands."""

    PREPARED = "prepared", _("Being prepared")  # قيد الإعداد
    RECOMMENDED = "recommended", _("Recommended")  # موصى به
    SUPERSEDED = "superseded", _("Superseded")  # ملغى بمخطط لاحق
    CANCELLED = "cancelled", _("Withdrawn")  # مسحوب


_C, _P = PlanCaseState, PlanStatus

#: (kind of case, its state) → the state that the plan has then. Where nothing stands the plan stays as it is.
STATUS_OF: dict[tuple[str, str], PlanStatus] = {
    ("plan", _C.SUBMITTED): _P.SUBMITTED,
    ("plan", _C.SURVEY_REVIEW): _P.SURVEY_REVIEW,
    ("plan", _C.RETURNED): _P.RETURNED,
    ("plan", _C.STUDY): _P.STUDY,
    ("plan", _C.COMMITTEE): _P.COMMITTEE,
    ("plan", _C.COMMITTEE_AGREED): _P.COMMITTEE,
    ("plan", _C.PRELIMINARY): _P.PRELIMINARY,
    ("plan", _C.DEVELOPING): _P.DEVELOPING,
    ("plan", _C.STAKED): _P.STAKED,
    ("plan", _C.FINAL_SURVEY): _P.FINAL_REVIEW,
    ("plan", _C.FINAL_PLANNING): _P.FINAL_REVIEW,
    ("plan", _C.FINAL_DEPUTY): _P.FINAL_REVIEW,
    ("plan", _C.FINAL_AMIN): _P.FINAL_REVIEW,
    ("plan", _C.APPROVED): _P.APPROVED,
    ("plan", _C.CANCELLED): _P.CANCELLED,
    ("old_district", OldDistrictState.APPROVED): _P.APPROVED_OLD,
    ("supersession", SupersessionState.SUPERSEDED): _P.SUPERSEDED,
}

#: Which procedure begins from which state of a plan.
KIND_FROM = {
    _P.DRAFT: "plan",
    _P.NUMBERED: "old_district",
}

#: Steps of the study that ask for an exemption, with the rule that each asks to excuse.
EXEMPTIONS = {
    "exempt_area": "plan_least_area",
    "exempt_frontage": "plan_least_frontage",
    "exempt_street": "plan_street_width",
}

#: States in which a case of plans is over.
OVER = ("approved", "cancelled", "superseded")
