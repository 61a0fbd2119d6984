"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("spatial_rules", "0001_initial"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("keep.v1.sql", "50d2fc3a37e663c9a58fb7d2954e302539060c18f8f8161d498bad3c1295e562"),
    ]
