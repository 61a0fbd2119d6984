"""States of violations, how large an establishment is, and in what groups violations stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ViolationState(models.TextChoices):
    """Where a violation stands."""

    REPORTED = "reported", pgettext_lazy("violation", "Recorded")  # مرصودة
    CORRECTION = "correction", pgettext_lazy("violation", "In its correction period")  # في مهلة التصحيح
    PROPOSED = "proposed", pgettext_lazy("violation", "Fine proposed")  # غرامة مقترحة
    FINED = "fined", pgettext_lazy("violation", "Fined, waiting for payment")  # بانتظار سداد الغرامة
    OVERDUE = "overdue", pgettext_lazy("violation", "Fine not paid in time")  # غرامة متأخرة
    APPEALED = "appealed", pgettext_lazy("violation", "Under appeal")  # قيد التظلم
    PAID = "paid", pgettext_lazy("violation", "Fine paid")  # سُددت الغرامة
    CLOSED = "closed", pgettext_lazy("violation", "Closed")  # أُغلقت
    DROPPED = "dropped", pgettext_lazy("violation", "Dropped")  # حُفظت


#: Nothing more comes of it.
OVER = frozenset({ViolationState.CLOSED, ViolationState.DROPPED})
#: A fine was imposed and stands.
FINED = frozenset({ViolationState.FINED, ViolationState.OVERDUE, ViolationState.PAID, ViolationState.CLOSED})


class Group(models.TextChoices):
    """What violations concern."""

    BUILDING = "building", pgettext_lazy("violations", "Building works")  # أعمال البناء
    EXCAVATION = "excavation", pgettext_lazy("violations", "Excavations and streets")  # الحفريات والطرق


class Size(models.TextChoices):
    """How large the establishment is that is fined; the share of the fine is dated data, by these codes."""

    MICRO = "micro", _("Micro establishment")  # منشأة متناهية الصغر
    SMALL = "small", _("Small establishment")  # منشأة صغيرة
    MEDIUM = "medium", _("Medium establishment")  # منشأة متوسطة
    LARGE = "large", _("Large establishment")  # منشأة كبيرة
