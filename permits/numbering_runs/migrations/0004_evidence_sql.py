"""Cleaned outlines, proofs, disagreements with streets: triggers, keys, row level security; blocks for everyone."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("numbering_runs", "0003_evidence")]

    operations = [
        RunSQLFile("evidence.v1.sql", "30cf96cea2b607de986a8f2233369c41217ff082040eb5f084a967e2f70298d8")
    ]
