"""How a person's grant is found: here, and in registers of before."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0002_sql"), ("grants", "0001_initial"), ("past_grants", "0002_sql")]

    operations = [RunSQLFile("grants.v1.sql", "74aa6e93a3844dc1e2ac70f477ad080f94660b33ab3d5489db9326bd82a0b50b")]
