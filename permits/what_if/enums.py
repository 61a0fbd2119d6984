"""How far a draft has been judged, and what was looked at."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftState(models.TextChoices):
    """Where the judging of a draft stands."""

    WAITING = "waiting", _("Waiting")
    DOING = "doing", _("Being judged")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


#: A draft that is not over: its page goes on asking.
LIVE = (DraftState.WAITING, DraftState.DOING)


class Sort(models.TextChoices):
    """What a draft is held against, in the order in which it is."""

    PERMIT = "permit", _("Permit")
    CASE = "case", _("Pending case")
    PLOT = "plot", _("Standing building")


#: Figures of a building rule that a draft changes, with what people call them.
FIGURES = {
    "max_coverage": _("Coverage, a share of the land (0 to 1)"),
    "max_floors": _("Floors"),
    "setback_front_m": _("Front setback, m"),
    "setback_side_m": _("Side setback, m"),
    "setback_rear_m": _("Rear setback, m"),
}
