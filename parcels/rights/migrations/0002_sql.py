"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("rights", "0001_initial"), ("register", "0002_sql"), ("parties", "0002_sql")]

    operations = [
        RunSQLFile("rights.v1.sql", "4831665c87f6d3bbd5d5384c85c7719462436508d9067bb8c39af54c76e7efd3"),
    ]
