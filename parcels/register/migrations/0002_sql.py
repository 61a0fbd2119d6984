"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial"), ("plans", "0002_sql")]

    operations = [
        RunSQLFile("land_code.v1.sql", "f37d67be3c9ecf6febf9d31fe727057f2ffbfdddb4b9e78b6f96dfa7297c543d"),
        RunSQLFile("publish.v1.sql", "6d6a3744628e2725bacef05d831fe04c7e18c10a88326001746c691bf5925d18"),
        RunSQLFile("boundaries.v1.sql", "0fe1a401405e78f071ed608d16ca0b13dd402697044457300cdb83b24338281a"),
        RunSQLFile("life.v1.sql", "9d27ad5340b8d17c815aec8c377859c8a6f394bdfb94e3e2dbc231b8a798c31c"),
        RunSQLFile("numbers.v1.sql", "1c92bcb5be69c774af36218030c8939ce5820843ada6ba176f69ae3d3a268832"),
        RunSQLFile("protect.v1.sql", "911d7468c3d14566d11d2ee9571195fea17e30f9f1a040fe3e7d6d8b3df0713b"),
    ]
