"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("series", "0002_sql"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("rowchange.v1.sql", "222de37e06540be5d61f1a5f2a4a2d647467aeaeb87fbf83fedbacfc5d22f946"),
    ]
