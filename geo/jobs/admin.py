"""A look at the jobs."""

from datetime import datetime

from django.contrib import admin
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import admin as of_the_library
from procrastinate.contrib.django.models import ProcrastinateJob

from geo.jobs.models import Job, JobEvent

# The library's own page lets anyone who may look call jobs off.
assert of_the_library
admin.site.unregister(ProcrastinateJob)


STATES = {
    "todo": _("waiting"),
    "doing": _("being done"),
    "succeeded": _("done"),
    "failed": _("failed"),
    "cancelled": _("called off"),
    "aborting": _("being broken off"),
    "aborted": _("broken off"),
}
EVENTS = {
    "deferred": _("left for later"),
    "scheduled": _("not before"),
    "started": _("begun"),
    "deferred_for_retry": _("comes again"),
    "retried": _("begun again by hand"),
    "succeeded": _("done"),
    "failed": _("failed"),
    "cancelled": _("called off"),
    "abort_requested": _("to be broken off"),
    "aborted": _("broken off"),
}


class StateFilter(admin.SimpleListFilter):
    """Jobs of one state."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the states in the reader's language."""
        return [(state, str(told)) for state, told in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        """Keep the jobs of the chosen state."""
        return queryset.filter(status=self.value()) if self.value() in STATES else queryset


class _ReadOnly:
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class EventInline(_ReadOnly, admin.TabularInline):
    """What became of a job."""

    model = JobEvent
    fields = ("what", "at")
    readonly_fields = fields
    ordering = ("id",)

    @admin.display(description=_("event"))
    def what(self, event: JobEvent) -> str:
        """Return what became of the job in the reader's language."""
        return str(EVENTS[event.type])


@admin.register(Job)
class JobAdmin(_ReadOnly, admin.ModelAdmin):
    """Jobs, read only."""

    list_display = ("id", "work", "state", "made_attempts", "due", "last")
    list_filter = (StateFilter, "task_name")
    fields = ("work", "state", "made_attempts", "due", "args")
    readonly_fields = fields
    ordering = ("-id",)
    inlines = (EventInline,)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        """Return the jobs, each with the time of its last event."""
        return super().get_queryset(request).annotate(last_at=Max("procrastinateevent__at"))

    @admin.display(description=_("work"), ordering="task_name")
    def work(self, job: Job) -> str:
        """Return the name under which the work was declared."""
        return job.task_name

    @admin.display(description=_("state"), ordering="status")
    def state(self, job: Job) -> str:
        """Return the state in the reader's language."""
        return str(STATES[job.status])

    @admin.display(description=_("attempts"), ordering="attempts")
    def made_attempts(self, job: Job) -> int:
        """Return how often it was begun and ended."""
        return job.attempts

    @admin.display(description=_("not before"), ordering="scheduled_at")
    def due(self, job: Job) -> datetime | None:
        """Return the time before which it does not begin; none: at once."""
        return job.scheduled_at

    @admin.display(description=_("last event"), ordering="last_at")
    def last(self, job: Job) -> datetime | None:
        """Return when something last became of it."""
        return getattr(job, "last_at", None)
