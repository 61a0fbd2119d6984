"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial"), ("plans", "0002_sql")]

    operations = [
        RunSQLFile("land_code.v1.sql", "10c16164fba8a2d23532c6ce76454f82e611bcad9d8c980ee8178b44be42225a"),
        RunSQLFile("publish.v1.sql", "acaf48941ad9244467a996d3086387f84c1b538ea6be5d959549a7d62b3f46ff"),
        RunSQLFile("boundaries.v1.sql", "8ef30ccd372e366b11d827f15cca8bbee9da5a46e1e0d1c2f8a396fc9a6eebf0"),
        RunSQLFile("life.v1.sql", "7501eaa76b82cfed749c5a049127cbc8fa3789e491a884eea9cdb23e3cd69968"),
        RunSQLFile("numbers.v1.sql", "d2922ccfe490e550d56b76038c0abd4e5ffaf078ab32bcb5078853fd90d16c78"),
        RunSQLFile("protect.v1.sql", "e8ed89f8aac671922b41d570f71d67b72e0040b03112f141dc8470d291788b42"),
    ]
