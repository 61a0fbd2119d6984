"""Row level security of this slice, and what is kept."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("staging", "0001_initial"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("keep.v1.sql", "47fc98339901c7e2b8b9b1533a079824e193b386ba656f9de816212af22cff11"),
    ]
