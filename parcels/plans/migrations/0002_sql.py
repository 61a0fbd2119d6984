"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("publish.v1.sql", "7354a4921adcdfd8ea34f0cd7d4d9a39b3259e7af772787180ca75d8e6598c23"),
    ]
