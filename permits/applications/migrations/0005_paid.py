"""A permit stands on a paid bill, or on a fee of nothing."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("applications", "0004_noted"), ("payments", "0002_sql")]

    operations = [RunSQLFile("paid.v1.sql", "dfe03a95c2dd152c042094bb359cc042b09cebca8bee804061943f91e3e8769b")]
