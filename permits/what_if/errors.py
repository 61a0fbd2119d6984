"""Refusals of this slice."""

from django.utils.translation import gettext_lazy as _

from geo.errors import NotFound, TooMany


class DraftUnknown(NotFound):
    """No such draft, or one of another place."""

    code = "draft_unknown"
    message = _("There is no such draft of a building rule.")


class TooManyDrafts(TooMany):
    """A person asks for more before the former are judged."""

    code = "too_many_drafts"
    message = _("Your former drafts are still being judged. Wait until one of them is ready.")
