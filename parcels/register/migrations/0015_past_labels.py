"""Numbers of parcels as they stood on a past day."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0014_load_by_workers")]

    operations = [RunSQLFile("past.v1.sql", "fc5e9aa95d6ccb3fedc8ccf764e8b821066a713b4bf976edd19f791fe47867f4")]
