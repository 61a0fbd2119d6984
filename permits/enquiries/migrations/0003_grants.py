"""How a person's grant is found: here, and in registers of before."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0002_sql"), ("grants", "0001_initial"), ("past_grants", "0002_sql")]

    operations = [RunSQLFile("grants.v1.sql", "3f051a073d3c76b76d00d847d835560e1f2a9bc23f43113eb25eaf11f3a72e62")]
