"""Changes of land, names that lead to land, and the register as it was."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


def write_pairs(apps, schema_editor):
    """Land whose case is open ends by expropriation and by correction too."""
    model = apps.get_model("register", "StateTransition")
    for target in ("retired_expropriated", "retired_error"):
        model.objects.using(schema_editor.connection.alias).get_or_create(source="under_change", target=target)


class Migration(migrations.Migration):
    dependencies = [("register", "0004_lineage")]

    operations = [
        migrations.RunPython(write_pairs, migrations.RunPython.noop),
        RunSQLFile("shapes.v1.sql", "c20e0fa3ec572dc1e3f7a333fd13703bc0bbc63d7816e17a815b2de36dda1451"),
        RunSQLFile("lineage.v1.sql", "739478d7fe076f2812da5c04a086e3810807858092307290667c12f0a0655470"),
        RunSQLFile("names.v1.sql", "8674d7b073f32f12354c6816c6aeca2af476c84fca4e4cb20e9440f4bc96946e"),
        RunSQLFile("history.v1.sql", "0adf829f820ad0840a5d3baf995b90209b08a6f708038ae2700fdeb9aebd879c"),
        RunSQLFile("protect_lineage.v1.sql", "0e072aad3cb19aa9711d24bdfdc526e911edc7863cc3ecdbf0498baa0f7c5616"),
    ]
