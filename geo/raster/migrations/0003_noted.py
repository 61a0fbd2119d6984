"""Changes of footprints are noted for the tiles."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("raster", "0002_sql"), ("geo_layers", "0001_initial")]

    operations = [RunSQLFile("noted.v1.sql", "f8099db63c2e586b15690d1e53409506aa5503cb35c032b40cfe2a056145de8f")]
