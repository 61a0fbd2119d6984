"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_initial"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("protect.v1.sql", "ee94ade54a9c14e4421baf4dc2e3c0f25a897b09132ff96b373caa14f8c79ac0"),
    ]
