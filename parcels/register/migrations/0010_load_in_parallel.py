"""Bulk load: the heavy part in parallel, and indexes made after the rows where the load is as large as the register."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0009_places"), ("accounts", "0001_initial")]

    operations = [RunSQLFile("load.v2.sql", "bbdd6c2f9125a7543ca5ce38a7c1df9444d457abd4abbb2823647a0b1f9a9eaf")]
