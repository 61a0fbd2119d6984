"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("draws", "0001_initial"), ("municipalities", "0001_initial"), ("spatial", "0001_initial")]

    operations = [
        RunSQLFile("keep.v1.sql", "e3a8840034d073eabb7f8332d4bf4f231a1abfb55240f8ad3b1f9eec451e9bf6"),
    ]
