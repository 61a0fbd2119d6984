"""What a choice of policy refuses."""

from django.utils.translation import gettext_lazy as _

from geo.errors import InvalidInput, NotFound


class UnknownPolicy(NotFound):
    """No policy has that code."""

    code = "unknown_policy"

    def __init__(self, *, name: str, known: str) -> None:
        message = str(_("There is no numbering policy “%(name)s”. The policies are: %(known)s."))
        super().__init__(message % {"name": name, "known": known}, name=name, known=known)


class BadPolicy(InvalidInput):
    """The policy cannot be read, or one of its parameters has no such value."""

    code = "bad_policy"

    def __init__(self, *, text: str, reason: str) -> None:
        message = str(_("The numbering policy “%(text)s” cannot be used: %(reason)s."))
        super().__init__(message % {"text": text, "reason": reason}, text=text, reason=reason)


class UnfitPolicy(InvalidInput):
    """The policy does not fit these parcels: a key that is not among them, a number given twice."""

    code = "unfit_policy"

    def __init__(self, *, reason: str, keys: str) -> None:
        message = str(_("The numbering policy does not fit these parcels: %(reason)s (%(keys)s)."))
        super().__init__(message % {"reason": reason, "keys": keys}, reason=reason, keys=keys)
