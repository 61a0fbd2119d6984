"""Indexes that nobody read, or that repeat the beginning of another, go."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0001_initial"),
        ("plans", "0005_zone_figures"),
        ("register", "0010_load_in_parallel"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="boundarypoint", name="boundary_point_near"),
        migrations.AlterField(
            model_name="allottednumber",
            name="block",
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="plans.block"),
        ),
        migrations.AlterField(
            model_name="allottednumber",
            name="municipality",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="municipalities.municipality",
                verbose_name="municipality",
            ),
        ),
        migrations.AlterField(
            model_name="boundaryversion",
            name="recorded_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AlterField(
            model_name="statechange",
            name="municipality",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="municipalities.municipality",
                verbose_name="municipality",
            ),
        ),
    ]
