"""States of a request to change land, and what people ask for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestState(models.TextChoices):
    """Where a request stands; approval changes the land in the same transaction."""

    DRAFT = "draft", _("Draft")  # مسودة
    SUBMITTED = "submitted", _("Submitted, waiting for review")  # مقدَّم
    RETURNED = "returned", _("Returned to the surveyor")  # معاد إلى المسّاح
    RECOMMENDED = "recommended", _("Reviewed, waiting for approval")  # بانتظار الاعتماد
    REJECTED = "rejected", _("Rejected")  # مرفوض
    CANCELLED = "cancelled", _("Withdrawn")  # مسحوب
    APPROVED = "approved", _("Approved: the land has changed")  # معتمد


class Difference(models.TextChoices):
    """What a row of a file that came back says of the land that was checked out."""

    OUTLINE = "outline", _("Outline changed")  # تغيّر الحد
    PART = "part", _("Part of a split")  # جزء من تجزئة
    MERGED = "merged", _("Merged parcels")  # قطع مدمجة
    NEW = "new", _("New outline")  # حد جديد
    GONE = "gone", _("Missing from the file")  # غير موجودة في الملف


class Wish(models.TextChoices):
    """What is asked for, and by which construction."""

    SPLIT_LINE = "split_line", _("Split along a line")  # تجزئة بخط
    SPLIT_EVENLY = "split_evenly", _("Split into equal parts")  # تجزئة إلى أجزاء متساوية
    SPLIT_AREAS = "split_areas", _("Split into parts of given areas")  # تجزئة بمساحات محددة
    MERGE = "merge", _("Merge")  # دمج
    ADJUSTMENT = "adjustment", _("Adjust the common boundary")  # تعديل الحد المشترك
    EXCHANGE = "exchange", _("Exchange strips")  # تبادل شرائح
    EXPROPRIATION = "expropriation", _("Expropriate a part")  # نزع ملكية جزء
    CORRECTION = "correction", _("Correct an error of the boundary")  # تصحيح خطأ في الحد
    AS_DRAWN = "as_drawn", _("As drawn in a file")  # كما رُسم في ملف
