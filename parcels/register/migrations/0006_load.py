"""Bulk load: a staging table and the function that checks and takes in what it holds."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0005_lineage_sql"), ("plans", "0002_sql"), ("accounts", "0001_initial")]

    operations = [RunSQLFile("load.v1.sql", "d96a2dc8cec214a9c3f16e13166ce7be11a024c430a6182a51d7d4c03d9e00d8")]
