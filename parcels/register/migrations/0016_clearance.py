"""How far corners of a published parcel may move before its outline is unsound; its label's place, found for less."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

import geo.spatial.functions


class Migration(migrations.Migration):
    dependencies = [("register", "0015_past_labels")]

    operations = [
        migrations.AddField(
            model_name="publishedparcel",
            name="clearance_m",
            field=models.GeneratedField(
                db_persist=True,
                expression=geo.spatial.functions.Clearance("geom"),
                output_field=models.FloatField(),
            ),
        ),
        migrations.RemoveIndex(model_name="publishedparcel", name="published_parcel_labels"),
        migrations.RemoveField(model_name="publishedparcel", name="label_3857"),
        migrations.AddField(
            model_name="publishedparcel",
            name="label_3857",
            field=models.GeneratedField(
                db_persist=True,
                expression=geo.spatial.functions.InnerPoint("geom"),
                output_field=django.contrib.gis.db.models.fields.PointField(spatial_index=False, srid=3857),
            ),
        ),
        migrations.AddIndex(
            model_name="publishedparcel",
            index=django.contrib.postgres.indexes.GistIndex(fields=["label_3857"], name="published_parcel_labels"),
        ),
    ]
