"""Outlines of districts and plans for tiles of low zooms, and how far corners of blocks may move."""

import django.contrib.gis.db.models.fields
from django.db import migrations, models

import geo.spatial.functions
from geo.sqlfiles.operations import RunSQLFile


def outline(zoom):
    return models.GeneratedField(
        db_persist=True,
        expression=geo.spatial.functions.CoarseGeometry("geom", zoom=zoom),
        output_field=django.contrib.gis.db.models.fields.MultiPolygonField(spatial_index=False, srid=3857),
    )


class Migration(migrations.Migration):
    dependencies = [("plans", "0006_past"), ("municipalities", "0002_outlines")]

    operations = [
        migrations.AddField(model_name="district", name="geom_z7", field=outline(7)),
        migrations.AddField(model_name="district", name="geom_z11", field=outline(11)),
        migrations.AddField(model_name="plan", name="geom_z7", field=outline(7)),
        migrations.AddField(model_name="plan", name="geom_z11", field=outline(11)),
        migrations.AddField(
            model_name="block",
            name="clearance_m",
            field=models.GeneratedField(
                db_persist=True,
                expression=geo.spatial.functions.Clearance("geom"),
                output_field=models.FloatField(),
            ),
        ),
        RunSQLFile("publish.v3.sql", "8a8f866f3532440293d8584cd46c96413d2ee69c04d97c551a59d1eb6864eb2f"),
    ]
