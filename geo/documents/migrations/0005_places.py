"""Where a paper belongs, found by its key."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_secrecy")]

    operations = [
        RunSQLFile("places.v1.sql", "aa0697101884d48403fb9e725be7b5aefe395d0e9dd0ddda1fec6a5fcddbfae3"),
    ]
