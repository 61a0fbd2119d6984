"""Row level security and what is kept."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("past_grants", "0001_initial"), ("spatial", "0002_sql"), ("register", "0002_sql")]

    operations = [RunSQLFile("keep.v1.sql", "8ce6c972e505c35f3f5c114ebc09f5f7c80fe432021d8ae8c3c04b35dc298a09")]
