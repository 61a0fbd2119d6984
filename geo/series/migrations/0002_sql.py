"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("series", "0001_initial"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("issue.v1.sql", "8766d970c18f7c7f07bea7bc22bab534d44bb9c39a30437fd36894ca73da3a7e"),
    ]
