"""Permits as they stood on a past day."""

import django.contrib.postgres.indexes
from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_sql"), ("cases", "0002_sql")]

    operations = [
        migrations.AddIndex(
            model_name="publishedpermit",
            index=django.contrib.postgres.indexes.GistIndex(fields=["geom"], name="published_permit_at"),
        ),
        RunSQLFile("past.v1.sql", "d4c938db13bfa311f8dcf71038953291625a4fb713d3ede5cd33bdc33048d972"),
    ]
