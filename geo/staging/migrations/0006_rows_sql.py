"""Rows are held to their reading statement by statement."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("staging", "0005_row_keys")]

    operations = [
        RunSQLFile("rows.v1.sql", "4cbf2cbe45171c00c420314499cd80ad5856176a2be86656d6c76b0114930fe8"),
    ]
