"""What people say of an import: a corrected file, rows left out, meanings kept; and request ids of answers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("municipalities", "0001_initial"),
        ("staging", "0002_sql"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="replaces",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="replaced_by",
                to="staging.upload", verbose_name="corrects",
            ),
        ),
        migrations.AddField(
            model_name="stagedlayer", name="request_id", field=models.UUIDField(null=True, unique=True)
        ),
        migrations.AddField(model_name="stagedlayer", name="accept_request", field=models.UUIDField(null=True)),
        migrations.CreateModel(
            name="RowChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("left_out", models.BooleanField(verbose_name="left out")),
                ("reason", models.CharField(max_length=250, verbose_name="reason")),
                ("chosen_at", models.DateTimeField(auto_now_add=True)),
                ("chosen_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("municipality", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="municipalities.municipality")),
                ("row", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="choices", to="staging.stagedrow")),
            ],
            options={"ordering": ["row__number", "id"]},
        ),
        migrations.CreateModel(
            name="SourceProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("number", models.JSONField(default=list)),
                ("area", models.JSONField(default=list)),
                ("layers", models.JSONField(default=list)),
                ("text_layers", models.JSONField(default=list)),
                ("points", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("made_from", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staging.stagedlayer")),
                ("municipality", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="municipalities.municipality", verbose_name="municipality")),
            ],
            options={"ordering": ["name", "-id"]},
        ),
    ]
