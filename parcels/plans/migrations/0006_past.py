"""Plans as they stood on a past day."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("plans", "0005_zone_figures")]

    operations = [RunSQLFile("past.v1.sql", "08d04a4131ea08bbe4ca3d1fe26bfda9c3fd6ed92e583359e219b8f06f921c95")]
