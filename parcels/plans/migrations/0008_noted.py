"""Changes of the frame are noted for the tiles."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("plans", "0007_outlines"), ("geo_layers", "0001_initial")]

    operations = [RunSQLFile("noted.v1.sql", "cdfb7cd0c966dd7a7cd5de898139c20a1f8f336cce8441b9a4ac97e45d43724b")]
