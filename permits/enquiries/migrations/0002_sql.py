"""How a person's record is found before anyone is known: applications and permits."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0001_initial"), ("applications", "0008_decided"), ("parties", "0001_initial")]

    operations = [RunSQLFile("enquiry.v1.sql", "0693562fe09d6f47396b65c469b31000fff047637906ab826dd49666e0eae533")]
