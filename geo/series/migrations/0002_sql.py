"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("series", "0001_initial"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("issue.v1.sql", "54c9f4941c39cd414ffeaa8b4b9f52ab55d239bc825b3679a4e24b4ac4ed843a"),
    ]
