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
        RunSQLFile("places.v1.sql", "347dbe8f8eb79ce930852a056f8e0e9fa356097791b30aa4607e9211e32f80c6"),
    ]
