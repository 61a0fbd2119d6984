"""Functions, triggers and row level security of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("spatial", "0001_initial")]

    operations = [
        RunSQLFile("ksa_grf17.v1.sql", "306c256e1b277f403065b390678d63293e850c1dce1b81b0320a1fc81f3e6659"),
        RunSQLFile("arabic_fold.v1.sql", "b5c64e6f28316c1c68cbe3d4aa854f6732a583a5af0b09e1a9a91f305eb99d67"),
        RunSQLFile("lock_cells.v1.sql", "918b5b4f90211a6c35de7dacf25f62b69cfff1ce293182569396b2df4d8e4afe"),
        RunSQLFile("refuse_change.v1.sql", "d74bb929dca05ea3d74d1757b4fc376bf838f483191a517177c9582b0cc47500"),
        RunSQLFile("territory.v1.sql", "c23c2cc0913ce694c5380affa01f5bb5305b3fe9b712a177f7527527cbfc22aa"),
    ]
