"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [
        ("numbering_runs", "0001_initial"),
        ("cases", "0004_claims"),
        ("plans", "0005_zone_figures"),
        ("register", "0007_withdraw"),
    ]

    operations = [RunSQLFile("run.v1.sql", "05a84b0f1fa8587d7427fe36041a4833e7c6e7b09e8b7f91f017859f66a1ba10")]
