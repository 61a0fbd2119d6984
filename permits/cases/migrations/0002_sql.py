"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("register", "0002_sql")]

    operations = [
        RunSQLFile("life.v1.sql", "d7b06a12172e234a30aaac95e2feda0ac7168c21893c9860250f90d2e6e9611e"),
    ]
