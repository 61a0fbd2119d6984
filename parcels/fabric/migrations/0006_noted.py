"""Changes of streets and buildings are noted for the tiles."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("fabric", "0005_clearance"), ("geo_layers", "0001_initial")]

    operations = [RunSQLFile("noted.v1.sql", "ab4a36808c4d4e1d8d72febd66bb8564a3c72b128d927bb51561219bd185adaa")]
