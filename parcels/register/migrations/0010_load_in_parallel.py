"""Bulk load: the heavy part in parallel, and indexes made after the rows where the load is as large as the register."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0009_places"), ("accounts", "0001_initial")]

    operations = [RunSQLFile("load.v2.sql", "99c6a851fb994425d05e0a2f6c421ede92f338ff093016d7fc57e6df2c761445")]
