"""For whom a step was signed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_delegation_sql"), ("cases", "0002_sql")]

    operations = [
        migrations.AddField(
            model_name="caseevent",
            name="on_behalf_of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="on behalf of",
            ),
        ),
        RunSQLFile("behalf.v1.sql", "1a46865339eb98ef560a61a734ec4aa3bda903652d262767165a22e12f7e11a6"),
    ]
