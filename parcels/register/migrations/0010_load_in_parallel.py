"""Bulk load: the heavy part in parallel, and indexes made after the rows where the load is as large as the register."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0009_places"), ("accounts", "0001_initial")]

    operations = [RunSQLFile("load.v2.sql", "7d5959273dd4f53cc8337f021dc476625b9e044cfe380026471727d6cbaaa3ff")]
