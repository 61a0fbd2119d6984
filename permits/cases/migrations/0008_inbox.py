"""An index for the inbox: the latest cases."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_grants_role")]

    operations = [
        migrations.AddIndex(model_name="case", index=models.Index(fields=["-opened_at", "-id"], name="case_latest")),
    ]
