"""A published number may be withdrawn before its parcel comes into force; it is never given again."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0006_load")]

    operations = [RunSQLFile("withdraw.v1.sql", "8234a2d8793b92bfdc25ce75e658453d0c97ad6024948662233c68152fbdbf82")]
