"""Bulk load: the heavy part in parallel, and indexes made after the rows where the load is as large as the register."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0009_places"), ("accounts", "0001_initial")]

    operations = [RunSQLFile("load.v2.sql", "62eee8f3c93716f628977fcdafd87af1f4ee71006324a3b9cdfced68bafe8e1b")]
