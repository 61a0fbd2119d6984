"""Who sees an export, and in which order it lives."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("geo_exchange", "0001_initial"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("exports.v1.sql", "69ab5faf9f0198e560bfa3834fc1108089505faeec8debf2336011836b62e830"),
    ]
