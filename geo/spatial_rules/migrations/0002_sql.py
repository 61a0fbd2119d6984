"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("spatial_rules", "0001_initial"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("keep.v1.sql", "3771504d2e285df320271835454ec303595820ea090fd2d7322253b16641ba73"),
    ]
