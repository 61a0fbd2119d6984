"""Changes of parcels are noted for the tiles, those of a bulk load too."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0016_clearance"), ("geo_layers", "0001_initial")]

    operations = [
        RunSQLFile("noted.v1.sql", "8b16e49b9d02bf07c83e1839fe8783266f468a820cf29d7ddb6badd6b3ea7c3b"),
        RunSQLFile("load.v4.sql", "7a7ecbe5edc2c019b5da185459067b660a609430b077153e7fa62862e5b9017f"),
    ]
