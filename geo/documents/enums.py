"""What papers are, and in which forms they are taken."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    OWNERSHIP = "ownership", _("Document of ownership")  # وثيقة ملكية
    SURVEY = "survey", _("Survey decision")  # القرار المساحي
    CONTRACT = "contract", _("Contract")  # عقد
    REPORT = "report", _("Report of an engineering office")  # تقرير مكتب هندسي
    LICENCE = "licence", _("Licence of an office or a contractor")  # ترخيص مكتب أو مقاول
    APPEAL = "appeal", pgettext_lazy("document", "Appeal")  # تظلم
    OTHER = "other", _("Other")  # أخرى


class Secrecy(models.TextChoices):
    """Who reads a paper."""

    PARTIES = "parties", _("The office and whoever the record is about")  # الجهة وصاحب الشأن
    STAFF = "staff", _("The people of the office")  # منسوبو الجهة
    CONFIDENTIAL = "confidential", _("The heads of the office, and whoever filed it")  # سري: القيادات ومن أودعها


class MediaType(models.TextChoices):
    """Forms that are taken, told from the bytes and from nothing else."""

    PDF = "application/pdf", "PDF"
    PNG = "image/png", "PNG"
    JPEG = "image/jpeg", "JPEG"

    @property
    def extension(self) -> str:
        """The end of a file name, with its dot."""
        return {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}[self.value]
