"""A point of each open finding, for the map of the staff."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

import geo.spatial.functions


class Migration(migrations.Migration):
    dependencies = [("quality", "0002_sql")]

    operations = [
        migrations.AddField(
            model_name="checkfinding",
            name="open_at_3857",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(models.When(resolved_in=None, then=geo.spatial.functions.LabelPoint("geom"))),
                null=True,
                output_field=django.contrib.gis.db.models.fields.PointField(spatial_index=False, srid=3857),
            ),
        ),
        migrations.AddIndex(
            model_name="checkfinding",
            index=django.contrib.postgres.indexes.GistIndex(fields=["open_at_3857"], name="finding_tiles"),
        ),
    ]
