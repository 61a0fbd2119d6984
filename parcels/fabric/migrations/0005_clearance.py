"""How far corners of a building may move before its footprint is unsound: its tiles are cut faster."""

from django.db import migrations, models

import geo.spatial.functions
from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("fabric", "0004_days")]

    operations = [
        migrations.AddField(
            model_name="building",
            name="clearance_m",
            field=models.GeneratedField(
                db_persist=True,
                expression=geo.spatial.functions.Clearance("geom"),
                output_field=models.FloatField(),
            ),
        ),
        RunSQLFile("publish.v2.sql", "eac5eb22f6f837211d011aa5baedc45fa6721adffa53c6436fbefa77842f25a7"),
    ]
