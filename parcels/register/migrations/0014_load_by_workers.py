"""Bulk load: steps whose work PostgreSQL gives to its workers."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0013_decided")]

    operations = [RunSQLFile("load.v3.sql", "10c326f9f39b7e2ed09df1e0f18e4e37eb0a811fb7fbe9c091d9377158d40973")]
