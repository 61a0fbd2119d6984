"""What papers are, and in which forms they are taken."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """What a filed paper is."""

    DRAWING = "drawing", _("Drawing")  # لوحة
    MINUTES = "minutes", _("Minutes of a committee")  # محضر لجنة
    DECISION = "decision", _("Decision")  # قرار
    AGENCY = "agency_statement", _("Statement of an agency")  # إفادة جهة
    STAKING = "staking_report", _("Staking-out report")  # تقرير تبتير
    DEED = "deed", _("Deed")  # صك
    LETTER = "letter", _("Letter")  # خطاب
    PHOTO = "photo", _("Photograph")  # صورة
    OTHER = "other", _("Other")  # أخرى


class MediaType(models.TextChoices):
    """Forms that are taken, told from the bytes and from nothing else."""

    PDF = "application/pdf", "PDF"
    PNG = "image/png", "PNG"
    JPEG = "image/jpeg", "JPEG"

    @property
    def extension(self) -> str:
        """The end of a file name, with its dot."""
        return {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}[self.value]
