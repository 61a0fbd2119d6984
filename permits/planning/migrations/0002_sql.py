"""Row level security of this slice, and what a plan needs to come into force."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_initial"), ("cases", "0002_sql"), ("plans", "0004_life"), ("register", "0002_sql")]

    operations = [
        RunSQLFile("cases.v1.sql", "7e52c8012174d76793805c4cb284a00dbd7c9f2fe5d5f2aaf77c26f9db5cd7fb"),
    ]
