"""Roles that a membership gives."""

from django.db import models
from django.utils.translation import gettext_lazy as _

#: The account in whose name the system acts by itself, on terms and payments; nobody can sign in with it.
SYSTEM = "system"


class Role(models.TextChoices):
    """What a person is in a place."""

    SURVEYOR = "surveyor", _("Surveyor")  # مسّاح
    ENGINEER = "engineer", _("Reviewing engineer")  # مهندس مراجع
    HEAD = "head", _("Head of office")  # رئيس البلدية / المكتب
    PLANNER = "planner", _("Planner")  # مخطِّط
    COMMITTEE = "committee", _("Technical committee")  # اللجنة الفنية
    SURVEY_MANAGER = "survey_manager", _("Survey manager")  # مدير المساحة
    PLANNING_MANAGER = "planning_manager", _("Planning manager")  # مدير التخطيط
    DEPUTY = "deputy", _("Deputy Amin")  # وكيل الأمين
    AMIN = "amin", _("Amin")  # الأمين
    FINANCE = "finance", _("Finance officer")  # موظف مالي
    INSPECTOR = "inspector", _("Inspector")  # مراقب
    COORDINATOR = "coordinator", _("Project coordination office")  # مكتب تنسيق المشاريع
    CONSULTED = "consulted", _("Consulted department")  # جهة مستشارة
    GRANTS = "grants", _("Grants officer")  # مسؤول المنح
