"""Row level security of this slice, and what is kept."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("keep.v1.sql", "1733c9440f47893a148f53905a3a8369720b14e8858f5147992465e81af9c15f"),
    ]
