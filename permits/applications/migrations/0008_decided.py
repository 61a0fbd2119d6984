"""A permit stands beside the record of its decision; those without a paper are found at once."""

from django.db import migrations, models

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("applications", "0007_life"), ("decisions", "0002_sql")]

    operations = [
        migrations.AddIndex(
            model_name="permit",
            index=models.Index(
                fields=["municipality"],
                condition=models.Q(printout=None, revoked_at=None),
                name="permit_without_paper",
            ),
        ),
        RunSQLFile("decided.v1.sql", "dbfdd421ae31212e6367b1ab0d011b2a65a1ade04bf0dcab61c407985c0770fd"),
    ]
