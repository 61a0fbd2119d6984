"""Row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("what_if", "0001_initial"), ("plans", "0005_zone_figures"), ("spatial", "0002_sql")]

    operations = [RunSQLFile("protect.v1.sql", "7b7bab8982d428956d2d2cb2532a8bacb2be3697ea50c5da8a25d0aec7bc1697")]
