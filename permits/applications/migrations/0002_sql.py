"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial"), ("cases", "0002_sql"), ("register", "0002_sql")]

    operations = [
        RunSQLFile("publish.v1.sql", "c067d8a1c7229a87d3651c43231509135c585d5132787787124a094ea9200d6e"),
    ]
