"""A person may say which land it is, with a reason."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("past_grants", "0003_person")]

    operations = [RunSQLFile("keep.v2.sql", "1011e7353ef3cf0b0973ebd7f76fd34b8da340e1c3095c7082d1264626ccb3bd")]
