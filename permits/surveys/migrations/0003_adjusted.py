"""The place of an observation with the misclosure spread."""

import django.contrib.gis.db.models.fields
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_sql")]

    operations = [
        migrations.AddField(
            model_name="observation",
            name="adjusted",
            field=django.contrib.gis.db.models.fields.PointField(
                null=True, spatial_index=False, srid=settings.STORAGE_SRID, verbose_name="adjusted place"
            ),
        ),
    ]
