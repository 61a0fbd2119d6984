"""Streets have days: nothing of them is rewritten."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("fabric", "0003_dated"), ("plans", "0004_life")]

    operations = [
        RunSQLFile("dated.v1.sql", "999c33a0c7de0868ff84069cc1ae54ad5feaab54dbdfad9d35860caeb6cb4f2a"),
    ]
