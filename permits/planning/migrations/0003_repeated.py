"""What an amendment only repeats keeps its number."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("planning", "0002_sql")]

    operations = [RunSQLFile("repeated.v1.sql", "66e3a806eac2b6f887aa2f921ba3d575f366cabad76d784d3fb076c92bd3f80b")]
