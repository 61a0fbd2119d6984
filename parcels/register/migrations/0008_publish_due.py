"""What becomes true in law by the calendar alone is published."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0007_withdraw")]

    operations = [RunSQLFile("publish_due.v1.sql", "4726e5eebb239a5fb9390c475eb07003d505d58d2c5e1580de5c61cd4afea395")]
