"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial"), ("cases", "0002_sql"), ("register", "0002_sql")]

    operations = [
        RunSQLFile("publish.v1.sql", "86a5ed1338ee1a61084b9c2755f354061a1014b815ca1fb5c0f0b761ca43d7fe"),
    ]
