"""How a person's record is found before anyone is known: applications and permits."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0001_initial"), ("applications", "0008_decided"), ("parties", "0001_initial")]

    operations = [RunSQLFile("enquiry.v1.sql", "baa1f52e35809b5c216160c0b5e63126bd73bde81380d7c4ad95e8b2cb1b786c")]
