"""Claims hold land that is in force, and no land goes from under them."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_on_behalf"), ("register", "0005_lineage_sql")]

    operations = [RunSQLFile("claims.v1.sql", "dfb3f0a2f686e51a42b3dfc9a5cae08f57eaaf233d9a69abd9ef1823471b3cea")]
