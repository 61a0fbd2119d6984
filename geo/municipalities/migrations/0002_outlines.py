"""Outlines of territories for tiles of low zooms."""

import django.contrib.gis.db.models.fields
from django.db import migrations, models

import geo.spatial.functions


def outline(zoom):
    return models.GeneratedField(
        db_persist=True,
        expression=geo.spatial.functions.CoarseGeometry("territory", zoom=zoom),
        output_field=django.contrib.gis.db.models.fields.MultiPolygonField(null=True, spatial_index=False, srid=3857),
    )


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0001_initial")]

    operations = [
        migrations.AddField(model_name="municipality", name="territory_z7", field=outline(7)),
        migrations.AddField(model_name="municipality", name="territory_z11", field=outline(11)),
    ]
