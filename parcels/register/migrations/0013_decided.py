"""Land changes by the case that decided on it, and by no other way."""

from django.db import migrations

from geo.sqlfiles.operations import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("register", "0012_past_window")]

    operations = [RunSQLFile("decided.v1.sql", "fcfc6a7c1368fb572f8e5233eb864468e80be6aef1849c0321135b6a204e57d4")]
