"""Whether a virus scanner has seen a paper; none has seen those that are there already."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_sql")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="scanned",
            field=models.BooleanField(default=False, verbose_name="seen by a virus scanner"),
        ),
    ]
