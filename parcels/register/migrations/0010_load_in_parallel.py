"""Bulk load: the heavy part in parallel, and indexes made after the rows where the load is as large as the register."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0009_places"), ("accounts", "0001_initial")]

    operations = [RunSQLFile("load.v2.sql", "8229e7cd76554074167920f3f9afef066704998c149089f4080a28b3fbb252bc")]
