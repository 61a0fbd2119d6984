"""Rows come a hundred thousand at once: keys and indexes that nothing needs go; rows are found by their reading."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staging", "0004_said_sql")]

    operations = [
        migrations.RemoveIndex(model_name="stagedrow", name="staged_row_at"),
        migrations.AlterField(
            model_name="stagedrow",
            name="layer",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="rows",
                to="staging.stagedlayer",
            ),
        ),
        migrations.AlterField(
            model_name="stagedrow",
            name="municipality",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                to="municipalities.municipality",
            ),
        ),
    ]
