"""Functions and triggers of delegations."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_delegation"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("delegation.v1.sql", "f28bfe252bb359eb566c50139b4def516d63d628b7079efcf596e13eb8654899"),
    ]
