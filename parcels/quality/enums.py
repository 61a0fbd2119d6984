"""Kinds of defect that a check of the territory finds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FindingKind(models.TextChoices):
    """What is wrong; which size a finding of the kind has is in MEASURED_IN."""

    OVERLAP = "overlap", _("Overlap of two parcels")  # تداخل قطعتين
    DUPLICATE = "duplicate", _("Two parcels on the same land")  # قطعتان على أرض واحدة
    GAP = "gap", _("Narrow gap between parcels")  # فراغ ضيق بين القطع
    SLIVER = "sliver", _("Sliver parcel")  # قطعة شظية
    OUTSIDE_BLOCK = "outside_block", _("Parcel beyond its block")  # قطعة خارج بلكها
    OUTSIDE_PLAN = "outside_plan", _("Block beyond its plan")  # بلك خارج مخططه
    OUTSIDE_TERRITORY = "outside_territory", _("Parcel beyond its municipal body")  # قطعة خارج نطاق بلديتها
    NO_VERSION = "no_version", _("Parcel in force without an outline")  # قطعة قائمة بلا حدود
    OFF_GRID = "off_grid", _("Corners off the millimetre grid")  # أركان خارج شبكة المليمتر
    NO_NUMBER = "no_number", _("Parcel in force without a number")  # قطعة قائمة بلا رقم


class Measure(models.TextChoices):
    """What the size of a finding is."""

    AREA = "area", _("Area")  # m²
    WIDTH = "width", _("Width")  # m


_K = FindingKind

#: What `CheckFinding.size` holds: square metres or metres; a kind that is not here has no size.
MEASURED_IN: dict[str, Measure] = {
    _K.OVERLAP: Measure.AREA,
    _K.DUPLICATE: Measure.AREA,
    _K.GAP: Measure.AREA,
    _K.SLIVER: Measure.WIDTH,
    _K.OUTSIDE_BLOCK: Measure.AREA,
    _K.OUTSIDE_PLAN: Measure.AREA,
    _K.OUTSIDE_TERRITORY: Measure.AREA,
    _K.OFF_GRID: Measure.WIDTH,
}
