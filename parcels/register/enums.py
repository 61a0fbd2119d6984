"""States of a parcel, and which may follow which (DOMAIN 3.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ParcelState(models.TextChoices):
    """Standing of a parcel in the register. Retired states are final."""

    PROPOSED = "proposed", _("Proposed")  # مقترحة
    PROVISIONAL = "provisional", _("Numbered provisionally")  # مرقّمة مبدئياً
    ACTIVE = "active", _("Active")  # قائمة
    UNDER_CHANGE = "under_change", _("Under change")  # تحت الإجراء
    FROZEN = "frozen", _("Frozen")  # موقوفة
    RETIRED_SPLIT = "retired_split", _("Retired by split")  # ملغاة بالتجزئة
    RETIRED_MERGE = "retired_merge", _("Retired by merger")  # ملغاة بالدمج
    RETIRED_REPLAN = "retired_replan", _("Retired by re-planning")  # ملغاة بإعادة التخطيط
    RETIRED_EXPROPRIATED = "retired_expropriated", _("Expropriated")  # منزوعة الملكية
    RETIRED_ERROR = "retired_error", _("Retired as an error")  # ملغاة لخطأ


_S = ParcelState

#: (from, to): the same pairs stand in register_statetransition, where a trigger reads them.
STATE_TRANSITIONS: tuple[tuple[ParcelState, ParcelState], ...] = (
    (_S.PROPOSED, _S.PROVISIONAL),
    (_S.PROVISIONAL, _S.PROPOSED),
    (_S.PROVISIONAL, _S.ACTIVE),
    (_S.ACTIVE, _S.UNDER_CHANGE),
    (_S.UNDER_CHANGE, _S.ACTIVE),
    (_S.ACTIVE, _S.FROZEN),
    (_S.FROZEN, _S.ACTIVE),
    (_S.UNDER_CHANGE, _S.RETIRED_SPLIT),
    (_S.UNDER_CHANGE, _S.RETIRED_MERGE),
    (_S.UNDER_CHANGE, _S.RETIRED_REPLAN),
    (_S.UNDER_CHANGE, _S.RETIRED_EXPROPRIATED),
    (_S.UNDER_CHANGE, _S.RETIRED_ERROR),
    (_S.ACTIVE, _S.RETIRED_EXPROPRIATED),
    (_S.ACTIVE, _S.RETIRED_ERROR),
)

#: States in which a parcel is shown to everyone.
PUBLIC_STATES = (_S.PROVISIONAL, _S.ACTIVE, _S.UNDER_CHANGE, _S.FROZEN)


class LineageKind(models.TextChoices):
    """What happened to land when one parcel gave way to another, or kept its number with another boundary."""

    SPLIT = "split", _("Split")  # تجزئة
    MERGE = "merge", _("Merger")  # دمج
    ADJUSTMENT = "adjustment", _("Boundary adjustment")  # تعديل حد
    EXCHANGE = "exchange", _("Exchange of strips")  # تبادل شرائح
    REPLAN = "replan", _("Re-planning")  # إعادة تخطيط
    EXPROPRIATION = "expropriation", _("Expropriation")  # نزع ملكية
    CORRECTION = "correction", _("Correction of an error")  # تصحيح خطأ


class AliasKind(models.TextChoices):
    """By which other names people know a piece of land."""

    LAND_NAME = "land_name", _("Name or description of the land")  # وصف الأرض
    OLD_NUMBER = "old_number", _("Number in an older plan")  # رقم في مخطط سابق
    DEED_WORDING = "deed_wording", _("Wording of the deed")  # وصف الصك
    REGISTRY_NUMBER = "registry_number", _("Number in the real-estate registry")  # رقم العقار
    METER_NUMBER = "meter_number", _("Number of the electricity meter")  # رقم العداد


class Compass(models.TextChoices):
    """The four sides by which deeds describe land (الحد الشمالي، الشرقي، الجنوبي، الغربي)."""

    NORTH = "north", _("North side")
    EAST = "east", _("East side")
    SOUTH = "south", _("South side")
    WEST = "west", _("West side")
