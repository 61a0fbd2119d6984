"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial"), ("plans", "0002_sql")]

    operations = [
        RunSQLFile("land_code.v1.sql", "10c16164fba8a2d23532c6ce76454f82e611bcad9d8c980ee8178b44be42225a"),
        RunSQLFile("publish.v1.sql", "acaf48941ad9244467a996d3086387f84c1b538ea6be5d959549a7d62b3f46ff"),
        RunSQLFile("boundaries.v1.sql", "6d1c2c5d19f991537cd5e663d8ee5957a9903495b401d8eb20f6864b2ddece6f"),
        RunSQLFile("life.v1.sql", "78415024a817d128862d1cacb4c903ff0160b1861df9224b05e17f8688eb6616"),
        RunSQLFile("numbers.v1.sql", "7a0e4cfafa1874a26cc504064edd3b372ea43d318f623ec89c66ef193573ac84"),
        RunSQLFile("protect.v1.sql", "578de6af8a5ce834f9f486191f606dd21e2ac4738cbd5ec7dde5343d1ab8201b"),
    ]
