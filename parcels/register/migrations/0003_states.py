"""Writes the pairs of states that may follow each other (DOMAIN 3.1)."""

from django.db import migrations

PAIRS = [
    ("proposed", "provisional"),
    ("provisional", "proposed"),
    ("provisional", "active"),
    ("active", "under_change"),
    ("under_change", "active"),
    ("active", "frozen"),
    ("frozen", "active"),
    ("under_change", "retired_split"),
    ("under_change", "retired_merge"),
    ("under_change", "retired_replan"),
    ("active", "retired_expropriated"),
    ("active", "retired_error"),
]


def write_pairs(apps, schema_editor):
    model = apps.get_model("register", "StateTransition")
    model.objects.using(schema_editor.connection.alias).bulk_create(model(source=s, target=t) for s, t in PAIRS)


class Migration(migrations.Migration):
    dependencies = [("register", "0002_sql")]

    operations = [migrations.RunPython(write_pairs, migrations.RunPython.noop)]
