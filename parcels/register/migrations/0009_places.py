"""Words of places are kept once a plan, no longer once a parcel."""

import django.contrib.postgres.indexes
from django.db import migrations, models

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0008_publish_due"), ("plans", "0002_sql")]

    operations = [
        migrations.CreateModel(
            name="PublishedPlace",
            fields=[
                ("plan_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("words", models.TextField()),
            ],
            options={
                "verbose_name": "place",
                "verbose_name_plural": "places",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], name="published_place_words", opclasses=["gin_trgm_ops"]
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedLabel",
            fields=[
                ("label", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("folded", models.CharField(max_length=20)),
            ],
            options={
                "verbose_name": "block",
                "verbose_name_plural": "Blocks",
                "indexes": [models.Index(fields=["folded"], name="published_label_folded")],
            },
        ),
        migrations.RemoveIndex(model_name="publishedparcel", name="published_parcel_words"),
        migrations.RemoveField(model_name="publishedparcel", name="search_words"),
        migrations.AddIndex(
            model_name="publishedparcel", index=models.Index(fields=["plan_id"], name="published_parcel_plan")
        ),
        migrations.AlterField(
            model_name="parcel",
            name="code",
            field=models.CharField(blank=True, max_length=18, null=True, verbose_name="parcel code"),
        ),
        migrations.AddConstraint(
            model_name="parcel", constraint=models.UniqueConstraint(fields=["code"], name="parcel_code_once")
        ),
        migrations.AlterField(
            model_name="publishedparcel",
            name="code",
            field=models.CharField(max_length=18, verbose_name="official code"),
        ),
        migrations.AddConstraint(
            model_name="publishedparcel",
            constraint=models.UniqueConstraint(fields=["code"], name="published_parcel_code"),
        ),
        RunSQLFile("places.v1.sql", "a25e28b03395e7b57990dfc2b80e3c72ef7433094cc921f5ab762487304225ec"),
    ]
