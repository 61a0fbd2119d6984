"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("publish.v1.sql", "a051a8ed3ee51d1de8500ec7c6ad9ce373d85fdb9498931a652ff72d4670b554"),
    ]
