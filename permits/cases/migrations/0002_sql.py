"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("register", "0002_sql")]

    operations = [
        RunSQLFile("life.v1.sql", "201614c51c346c257197677f3a9479a525bd7db4ec6cede1c0ad161b10e21464"),
    ]
