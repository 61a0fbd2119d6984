"""Term, signature and suspension of a printed document."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("printing", "0002_sql")]

    operations = [
        migrations.AddField(
            "printout", "valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")
        ),
        migrations.AddField(
            "printout", "seal_level", models.CharField(blank=True, default="", max_length=4, verbose_name="level of the signature"), preserve_default=False
        ),
        migrations.AddField(
            "printout", "seal_certificate", models.CharField(blank=True, default="", max_length=64, verbose_name="certificate of the seal"), preserve_default=False
        ),
        migrations.AddField(
            "printout", "suspended_since", models.DateTimeField(blank=True, null=True, verbose_name="suspended since")
        ),
        migrations.AddConstraint(
            "printout",
            models.CheckConstraint(
                condition=models.Q(seal_level="", seal_certificate="")
                | (models.Q(seal_level__in=["B-B", "B-T", "B-LT"]) & ~models.Q(seal_certificate="")),
                name="printout_seal_whole",
            ),
        ),
        migrations.AddIndex("printout", models.Index(fields=["sha256"], name="printout_sha256")),
    ]
