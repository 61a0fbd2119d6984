"""Jobs as the library keeps them, under our names: read here, written by its functions only."""

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob


class Job(ProcrastinateJob):
    """One piece of work: waiting, being done, done, or failed for good."""

    class Meta:
        proxy = True
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")

    def __str__(self) -> str:
        return f"{self.task_name} {self.pk}"


class JobEvent(ProcrastinateEvent):
    """What became of a job, and when."""

    class Meta:
        proxy = True
        verbose_name = _("event of a job")
        verbose_name_plural = _("events of a job")

    def __str__(self) -> str:
        return str(self.pk)
