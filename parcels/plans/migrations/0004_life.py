"""The life of plans, dated rules, and what is published of both; the pairs of states of DOMAIN 3.2."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile

PAIRS = [
    ("", "draft"),
    ("", "approved"),
    ("", "inventoried_old"),
    ("draft", "submitted"),
    ("submitted", "survey_review"),
    ("survey_review", "returned"),
    ("returned", "submitted"),
    ("survey_review", "study"),
    ("study", "returned"),
    ("study", "committee"),
    ("committee", "study"),
    ("committee", "preliminary"),
    ("preliminary", "developing"),
    ("developing", "staked"),
    ("staked", "final_review"),
    ("final_review", "staked"),
    ("final_review", "approved"),
    ("approved", "amended"),
    ("approved", "superseded"),
    ("approved", "cancelled"),
    ("inventoried_old", "numbered"),
    ("numbered", "approved_old"),
    ("inventoried_old", "superseded"),
    ("numbered", "superseded"),
    ("approved_old", "superseded"),
    ("draft", "cancelled"),
    ("submitted", "cancelled"),
    ("survey_review", "cancelled"),
    ("returned", "cancelled"),
    ("study", "cancelled"),
    ("committee", "cancelled"),
    ("preliminary", "cancelled"),
    ("developing", "cancelled"),
]


def write_pairs(apps, schema_editor):
    model = apps.get_model("plans", "PlanTransition")
    model.objects.using(schema_editor.connection.alias).bulk_create(model(source=s, target=t) for s, t in PAIRS)


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_dated"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("life.v1.sql", "94bb33bf987e7b54d797db1f42434622b9584b7ea58386b2e53c27abd371393b"),
        RunSQLFile("rules.v1.sql", "4dc0c4def7a7de9e1638270b372cc50cb2c91f1373028fc951ed25d6eb61264b"),
        RunSQLFile("publish.v2.sql", "78b27068e16b17cc2271760e00f310ab9750e842e188433cddbb5034a60d72fe"),
        migrations.RunPython(write_pairs, migrations.RunPython.noop),
    ]
