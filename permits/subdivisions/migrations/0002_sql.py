"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("subdivisions", "0001_initial"), ("register", "0005_lineage_sql"), ("cases", "0004_claims")]

    operations = [RunSQLFile("keep.v1.sql", "3bd4176824f416aacc703e1a0731535b8a850d6e08debfbc9b08e231361a4d68")]
