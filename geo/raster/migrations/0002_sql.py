"""Row level security of this slice, what is kept, and what everyone may see."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("raster", "0001_initial"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("imagery.v1.sql", "03ced5f79a8ea81eced2df87077e78ea2633d589cc5c9e2c08f5c028e396af87"),
    ]
