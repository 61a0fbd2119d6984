"""Row level security, what is kept, and what everyone may know of this slice."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("quality", "0001_initial"), ("spatial", "0002_sql")]

    operations = [
        RunSQLFile("protect.v1.sql", "2751e6a992ce57deb0bb0c3fdfdf483e8c722c9bceb4621c36d9f4afec0bd575"),
    ]
