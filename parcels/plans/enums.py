"""Kinds and states of districts, plans, zones and masks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DistrictKind(models.TextChoices):
    """How the land of a district came to be divided."""

    PLANNED = "planned", _("Planned")  # مخطط
    OLD = "old", _("Old, never planned")  # حي قديم


class PlanStatus(models.TextChoices):
    """Life of a plan (DOMAIN 3.2). The signatures of the final review are steps of its case, not states of the plan."""

    DRAFT = "draft", _("Draft")  # مسودة
    SUBMITTED = "submitted", _("Submitted")  # مقدَّم
    SURVEY_REVIEW = "survey_review", _("Survey review")  # تدقيق مساحي
    RETURNED = "returned", _("Returned for completion")  # معاد للاستكمال
    STUDY = "study", _("Planning study")  # دراسة وبدائل
    COMMITTEE = "committee", _("Before the committee")  # معروض على اللجنة
    PRELIMINARY = "preliminary", _("Preliminary approval")  # اعتماد ابتدائي
    DEVELOPING = "developing", _("Under development")  # قيد التطوير
    STAKED = "staked", _("Staked out")  # مبتَّر
    FINAL_REVIEW = "final_review", _("Final review")  # مراجعة نهائية
    APPROVED = "approved", _("Approved")  # معتمد
    AMENDED = "amended", _("Amended by a later revision")  # معدَّل بإصدار لاحق
    SUPERSEDED = "superseded", _("Superseded")  # ملغى بمخطط لاحق
    CANCELLED = "cancelled", _("Cancelled")  # ملغى
    INVENTORIED_OLD = "inventoried_old", _("Old district, inventoried")  # حصر حي قديم
    NUMBERED = "numbered", _("Old district, numbered")  # حي قديم مرقَّم
    APPROVED_OLD = "approved_old", _("Old district, approved")  # حي قديم معتمد


_P = PlanStatus

#: (from, to): the same pairs stand in plans_plantransition, where a trigger reads them; "" is a start. A plan that was
#: approved before this register was kept begins as approved.
PLAN_TRANSITIONS: tuple[tuple[str, str], ...] = (
    ("", _P.DRAFT),
    ("", _P.APPROVED),
    ("", _P.INVENTORIED_OLD),
    (_P.DRAFT, _P.SUBMITTED),
    (_P.SUBMITTED, _P.SURVEY_REVIEW),
    (_P.SURVEY_REVIEW, _P.RETURNED),
    (_P.RETURNED, _P.SUBMITTED),
    (_P.SURVEY_REVIEW, _P.STUDY),
    (_P.STUDY, _P.RETURNED),
    (_P.STUDY, _P.COMMITTEE),
    (_P.COMMITTEE, _P.STUDY),
    (_P.COMMITTEE, _P.PRELIMINARY),
    (_P.PRELIMINARY, _P.DEVELOPING),
    (_P.DEVELOPING, _P.STAKED),
    (_P.STAKED, _P.FINAL_REVIEW),
    (_P.FINAL_REVIEW, _P.STAKED),
    (_P.FINAL_REVIEW, _P.APPROVED),
    (_P.APPROVED, _P.AMENDED),
    (_P.APPROVED, _P.SUPERSEDED),
    (_P.APPROVED, _P.CANCELLED),
    (_P.INVENTORIED_OLD, _P.NUMBERED),
    (_P.NUMBERED, _P.APPROVED_OLD),
    (_P.INVENTORIED_OLD, _P.SUPERSEDED),
    (_P.NUMBERED, _P.SUPERSEDED),
    (_P.APPROVED_OLD, _P.SUPERSEDED),
    *(
        (source, _P.CANCELLED)
        for source in (
            _P.DRAFT, _P.SUBMITTED, _P.SURVEY_REVIEW, _P.RETURNED, _P.STUDY, _P.COMMITTEE, _P.PRELIMINARY,
            _P.DEVELOPING,
        )
    ),
)  # fmt: skip

#: States in which everyone may see a plan: what was decided; drafts and plans under review are not public.
PUBLIC_PLANS = (
    _P.APPROVED, _P.AMENDED, _P.SUPERSEDED, _P.INVENTORIED_OLD, _P.NUMBERED, _P.APPROVED_OLD,
)  # fmt: skip


class BlockOrigin(models.TextChoices):
    """Where a block's outline comes from."""

    PLAN = "plan", _("Approved plan")  # من المخطط
    FOUND = "found", _("Found from the parcels")  # مستنبط من القطع


class MaskKind(models.TextChoices):
    """Areas that restrict what may be built."""

    HERITAGE = "heritage", _("Heritage area")  # منطقة تراثية
    FLOOD = "flood_channel", _("Flood channel")  # مجرى سيل
    EXPROPRIATION = "expropriation", _("Expropriation")  # نزع ملكية
    ENERGY = "energy_risk", _("Energy risk zone")  # نطاق خطورة منشآت الطاقة
