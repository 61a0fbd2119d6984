"""Values that law and practice set: dated, with a jurisdiction and a citation, never constants."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReferenceValue(models.Model):
    """A tolerance, term or limit that holds in a jurisdiction between two days; loaded from data/reference."""

    code = models.CharField(_("code"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=20)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=60, default="SA")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    cites = models.CharField(_("source"), max_length=400)
    status = models.CharField(_("standing of the source"), max_length=20)

    class Meta:
        verbose_name = _("reference value")
        verbose_name_plural = _("reference values")
        constraints = [
            models.UniqueConstraint(fields=["code", "jurisdiction", "valid_from"], name="reference_value_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value.normalize()} {self.unit}"
