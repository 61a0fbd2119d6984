"""How the land of a past grant was found, or why it was not."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Match(models.TextChoices):
    """By which name the land was found; or why there is none."""

    EXACT = "exact", _("Plan, block and parcel as written")
    TURNED = "turned", _("Plan number written the other way round")
    FORMER = "former", _("Former number of one parcel of today")
    NAME = "name", _("Another name of the land")
    PERSON = "person", _("Said by the grants department")
    NOT_NAMED = "not_named", _("No plan or no parcel is named")
    PLAN_UNKNOWN = "plan_unknown", _("No plan of this number is registered")
    UNKNOWN = "unknown", _("The plan has no such parcel")
    SEVERAL = "several", _("Several parcels bear this name")
    CHANGED = "changed", _("The parcel was split or merged since")
    ELSEWHERE = "elsewhere", _("The parcel lies in another office")

    @classmethod
    def hits(cls) -> list[str]:
        """Return the ways in which land is found."""
        return [cls.EXACT, cls.TURNED, cls.FORMER, cls.NAME, cls.PERSON]

    @classmethod
    def missed(cls) -> list[str]:
        """Return why land is not found."""
        return [each for each in cls.values if each not in cls.hits()]
