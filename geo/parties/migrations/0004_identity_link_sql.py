"""What is a person's own, and links that are written once and ended once."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("parties", "0003_identity_link"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("identity_link.v1.sql", "dbb9bf9b467c35110e2d92006314a6d207b2e02999b0fd4a0f4acfb338bb9221"),
    ]
