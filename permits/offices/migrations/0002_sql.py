"""Row level security, what is kept, and filings held against licence and mandate."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_initial"), ("cases", "0002_sql"), ("spatial", "0002_sql")]

    operations = [RunSQLFile("offices.v1.sql", "6e40b37851cd7168317c05ad0740270a4915920a649a944432f6fdc29bea8a21")]
