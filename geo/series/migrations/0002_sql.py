"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("series", "0001_initial"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("issue.v1.sql", "55ea03db3d1a7d11021a4cb53abb2e13b70440d8d6a7eeadbd53c712f775cf7d"),
    ]
