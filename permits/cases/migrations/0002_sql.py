"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("register", "0002_sql")]

    operations = [
        RunSQLFile("life.v1.sql", "0faa8faf69ad62bc2f5377006c1449b480bb66e71cb87fe1db8167aac398c90e"),
    ]
