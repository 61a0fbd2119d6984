"""How a person's record is found before anyone is known: applications and permits."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0001_initial"), ("applications", "0008_decided"), ("parties", "0001_initial")]

    operations = [RunSQLFile("enquiry.v1.sql", "ec3192083d2412124accddcc8bbd2174d74eb2e9fe8fe0da0b3b3472c299c745")]
