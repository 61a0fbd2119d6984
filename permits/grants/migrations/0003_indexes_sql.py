"""Plots and grants are looked for by their indexes, however many a transaction writes."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("grants", "0002_sql")]

    operations = [
        RunSQLFile("indexes.v1.sql", "70755f559c7446203352d576209e675156a007edf70295760946e25827d5bb35"),
    ]
