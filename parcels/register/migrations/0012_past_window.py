"""The window of a past day looks up a state only where the parcel has changed since."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0011_fewer_indexes")]

    operations = [RunSQLFile("history.v2.sql", "970ef7e00e7614ae84f16667b056d5ffb4890f398416b0579746e7619192e453")]
