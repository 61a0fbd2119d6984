"""A case may be billed again for another purpose than it was opened for: a renewal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_unit_violation")]

    operations = [
        migrations.AddField(
            model_name="fee", name="purpose", field=models.CharField(blank=True, default="", max_length=40)
        ),
        migrations.AddField(
            model_name="bill", name="purpose", field=models.CharField(blank=True, default="", max_length=40)
        ),
        migrations.RemoveConstraint(model_name="bill", name="bill_one_live_per_case"),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "issued", "paid", "reconciled"])),
                fields=("case", "purpose"),
                name="bill_one_live_per_purpose",
            ),
        ),
    ]
