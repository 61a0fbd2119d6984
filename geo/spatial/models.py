"""What this deployment stands on: one row, written once."""

from django.db import models


class Deployment(models.Model):
    """The choices that can never change after the first migration."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    storage_srid = models.IntegerField(help_text="EPSG code of the projected CRS in which everything is kept, metres")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="deployment_one_row")]
