"""Changes of permits are noted for the tiles."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_past"), ("geo_layers", "0001_initial")]

    operations = [RunSQLFile("noted.v1.sql", "9c2b0836c393d937606ca28f3e5aa5f5424bf6fa09e6c9786edd611187866210")]
