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
    (_S.ACTIVE, _S.RETIRED_EXPROPRIATED),
    (_S.ACTIVE, _S.RETIRED_ERROR),
)

#: States in which a parcel is shown to everyone.
PUBLIC_STATES = (_S.PROVISIONAL, _S.ACTIVE, _S.UNDER_CHANGE, _S.FROZEN)


class Compass(models.TextChoices):
    """The four sides by which deeds describe land (الحد الشمالي، الشرقي، الجنوبي، الغربي)."""

    NORTH = "north", _("North side")
    EAST = "east", _("East side")
    SOUTH = "south", _("South side")
    WEST = "west", _("West side")
