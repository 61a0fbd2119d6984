"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("cases", "0002_sql"), ("series", "0002_sql")]

    operations = [RunSQLFile("life.v1.sql", "9309111f93b51c92a80c1bbb97be7c223e04c40c69aaf37a706143ee5032ea84")]
