"""Land changes by the case that decided on it, and by no other way."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("planning", "0003_repeated"), ("register", "0013_decided")]

    operations = [RunSQLFile("decided.v1.sql", "f286b9c09b5d8149161024b42e19d5f1e8c05f31a671008fab4ebf7ee5b5f845")]
