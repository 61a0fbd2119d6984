"""Triggers that compare geometry are written so that a dump of the database can be restored."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("numbering_runs", "0004_evidence_sql")]

    operations = [
        RunSQLFile("keep.v1.sql", "673c59a14ac9d0a72180c7401c7257c611b31a780a6a256a7590aa315d2b9478")
    ]
