"""Short messages on their way."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="TextMessage",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("purpose", models.CharField(max_length=40, verbose_name="purpose")),
                ("sealed", models.BinaryField(editable=False, null=True)),
                ("made_at", models.DateTimeField(verbose_name="written")),
                ("expires_at", models.DateTimeField(verbose_name="of use until")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                ("dropped_at", models.DateTimeField(null=True, verbose_name="dropped")),
            ],
            options={
                "verbose_name": "short message",
                "verbose_name_plural": "short messages",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dropped_at", None), ("sealed__isnull", False), ("sent_at", None)),
                            models.Q(("dropped_at", None), ("sealed", None), ("sent_at__isnull", False)),
                            models.Q(("dropped_at__isnull", False), ("sealed", None), ("sent_at", None)),
                            _connector="OR",
                        ),
                        name="text_message_ends_once",
                    )
                ],
            },
        ),
    ]
