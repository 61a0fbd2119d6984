"""Row level security of what people say of an import, and what is refused of it."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("staging", "0003_said")]

    operations = [
        RunSQLFile("keep.v2.sql", "c31658056af075ad570c19abd2835e0b72f56dba0a7155c8b547e61e20011921"),
    ]
