"""Fines are counted by violations."""

from django.db import migrations, models

UNITS = [("each", "permit"), ("m", "metre"), ("m2", "square metre"), ("violation", "violation")]


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_unnamed")]

    operations = [
        migrations.AlterField("tariff", "unit", models.CharField(choices=UNITS, max_length=10, verbose_name="unit")),
        migrations.AlterField("feeline", "unit", models.CharField(choices=UNITS, max_length=10)),
    ]
