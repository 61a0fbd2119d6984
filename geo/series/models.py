"""Series of numbers, what was issued from them, and the chained record per office."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from geo.municipalities.models import Municipality


class Series(models.Model):
    """A counter: one kind of document, one office, one year of the Umm al-Qura calendar. Only series_issue moves it."""

    kind = models.CharField(_("kind"), max_length=40)
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    year = models.PositiveSmallIntegerField(_("Hijri year"))
    last_number = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints = [models.UniqueConstraint(fields=["kind", "municipality", "year"], name="series_one_counter")]


class ChainHead(models.Model):
    """The latest entry of an office's chain: locked by whoever appends."""

    municipality = models.OneToOneField(Municipality, models.PROTECT, primary_key=True)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")


class ChainEntry(models.Model):
    """One act of an office, chained to the one before by SHA-256; never changed, never deleted."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    sequence = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    payload = models.JSONField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "sequence"], name="chain_one_entry_per_place")]


class Issuance(models.Model):
    """A number that was given out; the same request gets the same number for ever."""

    request_id = models.UUIDField(unique=True)
    series = models.ForeignKey(Series, models.PROTECT)
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=200)
    entry = models.OneToOneField(ChainEntry, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="issuance_number_once")]
