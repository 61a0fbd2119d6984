"""Kinds and states of districts, plans, zones and masks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DistrictKind(models.TextChoices):
    """How the land of a district came to be divided."""

    PLANNED = "planned", _("Planned")  # مخطط
    OLD = "old", _("Old, never planned")  # حي قديم


class PlanStatus(models.TextChoices):
    """Life of a plan (DOMAIN 3.2); the procedure that moves it comes with the register issue."""

    DRAFT = "draft", _("Draft")  # مسودة
    SUBMITTED = "submitted", _("Submitted")  # مقدَّم
    PRELIMINARY = "preliminary", _("Preliminary approval")  # اعتماد ابتدائي
    APPROVED = "approved", _("Approved")  # معتمد
    SUPERSEDED = "superseded", _("Superseded")  # ملغى بمخطط لاحق
    INVENTORIED_OLD = "inventoried_old", _("Old district, inventoried")  # حصر حي قديم
    NUMBERED = "numbered", _("Old district, numbered")  # حي قديم مرقَّم
    APPROVED_OLD = "approved_old", _("Old district, approved")  # حي قديم معتمد


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
