"""What is in the file of a case is closed once, and no step is taken before what must be settled."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_file"), ("documents", "0002_sql")]

    operations = [RunSQLFile("file.v1.sql", "7b9e7a2c38bdaa44472134dcec75c4ae128a74c333bcd0b53cd2aba592747d42")]
