"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0001_initial"), ("cases", "0006_file_sql"), ("register", "0002_sql"), ("fabric", "0002_sql"),
        ("plans", "0002_sql"), ("applications", "0002_sql"), ("decisions", "0002_sql"), ("rights", "0002_sql"),
        ("geo_layers", "0001_initial"),
    ]  # fmt: skip

    operations = [
        RunSQLFile("judge.v1.sql", "c44c6d6da347405496a89422e45a6ac746e338071b239f118c51243294918f40"),
        RunSQLFile("keep.v1.sql", "c7fa71c74d2a1b742cc35da40ec61dc602d642d51c7de2dabcce4a7ad29435e3"),
    ]
