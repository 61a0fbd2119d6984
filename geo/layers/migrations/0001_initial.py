"""The log of changes of what layers show."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("spatial", "0002_sql")]

    operations = [RunSQLFile("changes.v1.sql", "77309da4505cda24246efeca62221fabec26e0c4acc43ff2325152b94d599e4f")]
