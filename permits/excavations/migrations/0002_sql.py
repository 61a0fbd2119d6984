"""Functions, triggers, row level security and the projection of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [
        ("excavations", "0001_initial"),
        ("applications", "0006_nowhere"),
        ("cases", "0002_sql"),
        ("fabric", "0006_noted"),
    ]

    operations = [RunSQLFile("holds.v1.sql", "d68e75794970076cb16722767b25b841374e44c24deb16dcddec359c6d15ce56")]
