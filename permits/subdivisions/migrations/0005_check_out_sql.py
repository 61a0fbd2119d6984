"""Functions, triggers and row level security of check-outs and check-ins."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("subdivisions", "0004_check_out"), ("cases", "0004_claims")]

    operations = [RunSQLFile("checkout.v1.sql", "b5c94a0f5a09e3a966810c4de19ad545ec4bc56e40fb848d62538e3e04e60619")]
