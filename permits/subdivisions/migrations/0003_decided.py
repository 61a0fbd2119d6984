"""Land changes by the case that decided on it, and by no other way."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("subdivisions", "0002_sql"), ("register", "0013_decided")]

    operations = [RunSQLFile("decided.v1.sql", "d9536bcf807368c0db109da56ca80e878e91330cd04fe351ea1a282a4f92dfff")]
