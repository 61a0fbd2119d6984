"""Django application of this slice."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SqlfilesConfig(AppConfig):
    """SQL in files."""

    name = "geo.sqlfiles"
    label = "geo_sqlfiles"

    def ready(self) -> None:
        """Apply grants after each migration."""
        from geo.sqlfiles.grants import apply_grants

        post_migrate.connect(apply_grants, dispatch_uid="grants")
