"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial"), ("cases", "0002_sql"), ("series", "0002_sql")]

    operations = [RunSQLFile("record.v1.sql", "19e9b457d856bea647315dd2aba3ea6650708f96507dddf4fa0018b839505e89")]
