"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("series", "0001_initial"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("issue.v1.sql", "f9b15e88b98e778808424aea4f54ed69a9e39a96030009e859cc21f7cc7cbdd3"),
    ]
