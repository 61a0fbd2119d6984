"""The life of a picture in the catalogue, and who sees it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImageState(models.TextChoices):
    """Where a picture stands."""

    WAITING = "waiting", _("Waiting")
    DRAWING = "drawing", pgettext_lazy("image", "Being drawn")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
    WITHDRAWN = "withdrawn", pgettext_lazy("image", "Withdrawn")


class ImageAudience(models.TextChoices):
    """Who sees a picture."""

    PUBLIC = "public", pgettext_lazy("audience", "Everyone")
    STAFF = "staff", pgettext_lazy("audience", "Staff of the territory")


class Told(models.TextChoices):
    """Who says on which day a picture was taken."""

    PERSON = "person", _("stated by a person")
    FILE = "file", _("told by the file")
    NOBODY = "", _("unknown")


class FitMethod(models.TextChoices):
    """How a scanned plan is put in its place; the same names as geo.spatial.fitting."""

    SIMILARITY = "similarity", _("Similarity (moved, turned, scaled)")
    AFFINE = "affine", _("Affine (also stretched and sheared)")
    POLYNOMIAL = "polynomial2", _("Polynomial of second degree (also bent)")


#: A picture of which something may still become: its page goes on asking.
LIVE = (ImageState.WAITING, ImageState.DRAWING)
#: Control points that each method asks for: one more at least than determine it, so that something is left to judge by.
LEAST_POINTS = {FitMethod.SIMILARITY: 4, FitMethod.AFFINE: 4, FitMethod.POLYNOMIAL: 7}
#: Pairs of states that may follow each other; sql/imagery.v1.sql says the same.
TRANSITIONS = (
    (ImageState.WAITING, ImageState.DRAWING), (ImageState.DRAWING, ImageState.DRAWING),
    (ImageState.DRAWING, ImageState.READY), (ImageState.DRAWING, ImageState.FAILED),
    (ImageState.READY, ImageState.READY), (ImageState.READY, ImageState.WITHDRAWN),
)  # fmt: skip
