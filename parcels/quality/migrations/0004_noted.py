"""Changes of findings are noted for the tiles."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("quality", "0003_findings_on_the_map"), ("geo_layers", "0001_initial")]

    operations = [RunSQLFile("noted.v1.sql", "c0a38696ce53d377e30bc915e67a334bc75958031f4a02594f2ccfff555cbcab")]
