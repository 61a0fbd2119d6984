"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0001_initial"), ("cases", "0002_sql"), ("register", "0002_sql"), ("geo_layers", "0001_initial"),
    ]  # fmt: skip

    operations = [
        RunSQLFile("keep.v1.sql", "ed7f4b0c3058a416a26d7a4db1933a29a06c82036d8902262f9e90436c0594a4"),
    ]
