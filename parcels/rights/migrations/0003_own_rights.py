"""People see the rights that they hold themselves."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("rights", "0002_sql"), ("parties", "0004_identity_link_sql")]

    operations = [RunSQLFile("own.v1.sql", "1df0e312a54f68d11c01fd47e2c4cc24f639f1a938a37872f6fbeeb014de7821")]
