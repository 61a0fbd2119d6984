"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("fabric", "0001_initial"), ("plans", "0002_sql")]

    operations = [
        RunSQLFile("publish.v1.sql", "a8d026d48ad1bd30adab6e187ee3960d94a334a2e9ef68c8c7e3c41c1dddc3d4"),
    ]
