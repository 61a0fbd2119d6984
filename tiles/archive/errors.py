"""Why tiles cannot be published into a file."""

from django.utils.translation import gettext_lazy as _

from geo.errors import DomainError, Unavailable


class NoRoom(Unavailable):
    """The disk has less room than the work may need."""

    code = "no_room_for_tiles"

    def __init__(self, *, path: str, needed_mb: int, free_mb: int) -> None:
        message = _("%(path)s has %(free)s MB free and %(needed)s MB may be needed. Name another folder with --work.")
        facts = {"path": path, "free": free_mb, "needed": needed_mb}
        super().__init__(str(message) % facts, path=path, needed_mb=needed_mb, free_mb=free_mb)


class EngineFailed(DomainError):
    """The program that cuts the tiles gave up."""

    code = "tiles_not_cut"

    def __init__(self, *, layer: str, reason: str) -> None:
        message = _("The tiles of “%(layer)s” could not be cut: %(reason)s")
        super().__init__(str(message) % {"layer": layer, "reason": reason}, layer=layer, reason=reason)


class NothingToPublish(DomainError):
    """None of the layers has a feature."""

    code = "nothing_to_publish"
    message = _("None of these layers has a feature yet: there is nothing to publish.")
