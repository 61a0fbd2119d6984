"""Kinds of permit that are data; a renewal that is paid."""

import django.db.models.deletion
from django.db import migrations, models

from geo.sqlfiles.operations import RunSQLFile

KINDS = [
    ("building", "Building"),
    ("demolition", "Demolition"),
    ("restoration", "Restoration"),
    ("fencing", "Fencing"),
    ("excavation", "Excavation"),
    ("simple", "Other"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0008_decided"),
        ("cases", "0006_file_sql"),
        ("municipalities", "0002_outlines"),
        ("payments", "0005_purpose"),
    ]

    operations = [
        migrations.CreateModel(
            name="SimpleKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="English name")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                ("jurisdiction", models.CharField(default="SA", max_length=60, verbose_name="jurisdiction")),
                ("cites", models.CharField(max_length=400, verbose_name="source")),
                ("status", models.CharField(max_length=20, verbose_name="standing of the source")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                (
                    "office_code",
                    models.CharField(blank=True, max_length=6, verbose_name="only in the body with the code"),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[("land", "The whole parcel"), ("drawn", "Drawn on the parcel")],
                        max_length=10,
                        verbose_name="where",
                    ),
                ),
                ("fields", models.JSONField(blank=True, default=list, verbose_name="fields")),
                ("papers", models.JSONField(blank=True, default=list, verbose_name="papers that are needed")),
                ("rules", models.JSONField(default=list, verbose_name="rules")),
                ("conditions", models.JSONField(blank=True, default=list, verbose_name="conditions")),
                ("tariff", models.CharField(max_length=60, verbose_name="tariff")),
                ("renewal_tariff", models.CharField(max_length=60, verbose_name="tariff of a renewal")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("each", "permit"),
                            ("m", "metre"),
                            ("m2", "square metre"),
                            ("violation", "violation"),
                        ],
                        max_length=10,
                        verbose_name="unit",
                    ),
                ),
                ("counted", models.CharField(blank=True, max_length=40, verbose_name="counted by")),
                ("term_amount", models.PositiveSmallIntegerField(verbose_name="term")),
                ("term_unit", models.CharField(max_length=20, verbose_name="unit of the term")),
                (
                    "with_works",
                    models.BooleanField(default=False, verbose_name="works begin, end and are inspected"),
                ),
            ],
            options={
                "verbose_name": "simple kind of permit",
                "verbose_name_plural": "simple kinds of permit",
                "ordering": ["code", "valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "office_code", "jurisdiction", "valid_from"), name="simple_kind_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("term_amount__gte", 1)), name="simple_kind_has_a_term"),
                ],
            },
        ),
        *(
            migrations.AlterField(
                model_name=model,
                name="kind",
                field=models.CharField(choices=KINDS, max_length=20, verbose_name="kind"),
            )
            for model in ("permitapplication", "permit", "publishedpermit")
        ),
        migrations.AddField(
            model_name="permitapplication",
            name="simple",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="applications.simplekind",
                verbose_name="simple kind",
            ),
        ),
        migrations.AddField(
            model_name="publishedpermit",
            name="simple",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="applications.simplekind",
            ),
        ),
        migrations.AddField(
            model_name="permitedition",
            name="fee",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payments.fee"
            ),
        ),
        migrations.AddConstraint(
            model_name="permitapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "simple"), ("simple__isnull", False))
                | models.Q(~models.Q(("kind", "simple")), ("simple", None)),
                name="application_names_its_simple_kind",
            ),
        ),
        RunSQLFile("simple.v1.sql", "243bbd53d8bf9ca584a270884db795be1489b03afb17b5bbeb6c29db619ef372"),
    ]
