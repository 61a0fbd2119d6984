"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial"), ("cases", "0002_sql"), ("register", "0002_sql")]

    operations = [
        RunSQLFile("publish.v1.sql", "2627c9b4d3ba941d09f3b1beb31f4e12922210352115510c0784f78a003b4677"),
    ]
