"""Many acts appended to a chain at once."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("series", "0002_sql")]

    operations = [
        RunSQLFile("together.v1.sql", "b8f3fbe59e5118e775a5b9c4fd1f1d31a1b57e2f3fb5f269ee1fa9304c50dede"),
    ]
