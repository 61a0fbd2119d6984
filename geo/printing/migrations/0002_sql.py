"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("printing", "0001_initial"), ("spatial", "0002_sql"), ("series", "0002_sql")]

    operations = [
        RunSQLFile("printout.v1.sql", "6c602fbc9cdf7901a7ae89d1831c53aae912fddfe220c86de5ca286020007aa1"),
    ]
