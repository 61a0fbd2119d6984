"""What the verification page may know of a signed document; a suspension while it is in force."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("printing", "0003_signed")]

    operations = [
        RunSQLFile("printout.v2.sql", "a76751925a7f6ce17a3a8c0334f0a09e7c3a952ff2165c2c6780811f6741c4eb"),
    ]
