"""What issuing and the chain refuse."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, NotAllowed


class OutsideTerritory(NotAllowed):
    """The office lies outside what this transaction may touch."""

    code = "outside_territory"
    message = _("This office is outside your territory.")


class RequestReused(Conflict):
    """One request id, two different documents."""

    code = "request_reused"
    message = _("This request number was already used for another document.")


class RecordedStays(Conflict):
    """Somebody tried to change or delete what is kept for ever."""

    code = "recorded_stays"
    message = _("What is recorded stays: it can be neither changed nor deleted.")


DatabaseRefusal.register("MK003", RecordedStays)
DatabaseRefusal.register("MK004", OutsideTerritory)
DatabaseRefusal.register("MK005", RequestReused)
