"""Takes the figures from the zones: they stand in the rules now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_life")]

    operations = [
        migrations.RemoveField(
            model_name="zone",
            name="cites",
        ),
        migrations.RemoveField(
            model_name="zone",
            name="max_coverage",
        ),
        migrations.RemoveField(
            model_name="zone",
            name="max_floors",
        ),
        migrations.RemoveField(
            model_name="zone",
            name="setback_front_m",
        ),
        migrations.RemoveField(
            model_name="zone",
            name="setback_rear_m",
        ),
        migrations.RemoveField(
            model_name="zone",
            name="setback_side_m",
        ),
        migrations.RemoveField(
            model_name="zone",
            name="use",
        ),
        migrations.RemoveField(
            model_name="zone",
            name="valid_from",
        ),
    ]
