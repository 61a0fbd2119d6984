"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial"), ("plans", "0002_sql")]

    operations = [
        RunSQLFile("land_code.v1.sql", "10c16164fba8a2d23532c6ce76454f82e611bcad9d8c980ee8178b44be42225a"),
        RunSQLFile("publish.v1.sql", "b15bd856de50acfcbc6e120c3c732df11821ce2a6ea964fb270c18ab83d8c335"),
        RunSQLFile("boundaries.v1.sql", "6f8439985ed6cbe5441604d79f44aed5931e29be3fbd6a3948c9b771a9d71f10"),
        RunSQLFile("life.v1.sql", "5e2634cab070950bbedcc047315d9e386f76ed76b887e964a5bfea822e2b9603"),
        RunSQLFile("numbers.v1.sql", "c9fb651085f9dd45fe10c934ff52b4679ae7e1fa76a1d044272e480340c143b3"),
        RunSQLFile("protect.v1.sql", "e8ed89f8aac671922b41d570f71d67b72e0040b03112f141dc8470d291788b42"),
    ]
