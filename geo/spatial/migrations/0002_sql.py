"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("spatial", "0001_initial")]

    operations = [
        RunSQLFile("rights.v1.sql", "36d570a8ce9d723157ab1b8d7f4b16dff987b71bad41d6aa6c762f74d5772a24"),
        RunSQLFile("ksa_grf17.v1.sql", "306c256e1b277f403065b390678d63293e850c1dce1b81b0320a1fc81f3e6659"),
        RunSQLFile("arabic_fold.v1.sql", "e46008b81a4fc16c9055ad947a0a56ac539209e968a676cd638338b81f953259"),
        RunSQLFile("lock_cells.v1.sql", "918b5b4f90211a6c35de7dacf25f62b69cfff1ce293182569396b2df4d8e4afe"),
        RunSQLFile("refuse_change.v1.sql", "159abe25d12224292fec01a299f82944e11dac8d6b2b90bcfeb975d29b8beeb8"),
        RunSQLFile("territory.v1.sql", "1bdbf55445729d7d50d373727f0f7521c1521bdf35daf66a8af63f21d2f1ebeb"),
    ]
