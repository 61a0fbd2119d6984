"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("fabric", "0001_initial"), ("plans", "0002_sql")]

    operations = [
        RunSQLFile("publish.v1.sql", "84217a0cb8a2594ccbc55884638f8bf02cb51010ab125bdc46a28338302dd268"),
    ]
