"""Writes down, once, the CRS in which this database keeps everything."""

from django.conf import settings
from django.db import migrations


def write_deployment(apps, schema_editor):
    apps.get_model("spatial", "Deployment").objects.using(schema_editor.connection.alias).create(
        id=1, storage_srid=settings.STORAGE_SRID
    )


class Migration(migrations.Migration):
    dependencies = [("spatial", "0002_sql")]

    operations = [migrations.RunPython(write_deployment, migrations.RunPython.noop)]
