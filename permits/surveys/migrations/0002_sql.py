"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial"), ("cases", "0002_sql"), ("register", "0002_sql")]

    operations = [
        RunSQLFile("survey.v1.sql", "adfb19b88d712df7f814e0f1839533a67fefef05e1bc3dcbbb631e8848c6af52"),
    ]
