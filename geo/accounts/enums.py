"""Roles that a membership gives."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in a place."""

    SURVEYOR = "surveyor", _("Surveyor")  # مسّاح
    ENGINEER = "engineer", _("Reviewing engineer")  # مهندس مراجع
    HEAD = "head", _("Head of office")  # رئيس البلدية / المكتب
    PLANNER = "planner", _("Planner")  # مخطِّط
