"""Bulk load: what is derived is written by a second session, beside what the register holds."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0017_noted")]

    operations = [
        RunSQLFile("load.v5.sql", "71afa8ca7b26bd8d7f367659a2a81a42c68c47f50852818bc969eda5547b5564"),
        RunSQLFile("load_check.v5.sql", "8328b925bcf0c47f471ece07e58867d4d92f060b72b0088838c31baa1fe8bbc6"),
        RunSQLFile("load_beside.v5.sql", "445f9ef548c7ce4a483e2b4a5655a0ec6ebff0378221eb9fc274073498483b81"),
    ]
