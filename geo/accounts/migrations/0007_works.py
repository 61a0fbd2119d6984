"""Inspectors, the coordination of projects, and the departments that are asked have roles."""

from django.db import migrations, models

ROLES = [
    ("surveyor", "Surveyor"),
    ("engineer", "Reviewing engineer"),
    ("head", "Head of office"),
    ("planner", "Planner"),
    ("committee", "Technical committee"),
    ("survey_manager", "Survey manager"),
    ("planning_manager", "Planning manager"),
    ("deputy", "Deputy Amin"),
    ("amin", "Amin"),
    ("finance", "Finance officer"),
    ("inspector", "Inspector"),
    ("coordinator", "Project coordination office"),
    ("consulted", "Consulted department"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_finance")]

    operations = [
        migrations.AlterField(
            model_name=model,
            name="role",
            field=models.CharField(choices=ROLES, max_length=20, verbose_name="role"),
        )
        for model in ("delegation", "membership")
    ]
