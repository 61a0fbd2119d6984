"""What can go wrong between a template and a document in somebody's hand."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, InvalidInput, TooLarge, TooMany, Unavailable


class ArabicFontMissing(Unavailable):
    """No font of the system draws Arabic; boxes instead of letters are never printed."""

    code = "arabic_font_missing"
    message = _("The Arabic font Noto Naskh Arabic is not installed (package fonts-noto-core).")


class GlyphsMissing(Unavailable):
    """Some character of the text is in none of the installed fonts; the document is not made."""

    code = "glyphs_missing"
    message = _("The document holds characters that no installed font can print.")


class MapDoesNotFit(InvalidInput):
    """The ground is empty, or larger than the smallest scale shows in the frame."""

    code = "map_does_not_fit"
    message = _("The area cannot be drawn to a round scale in this frame.")


class AlreadyInForce(Conflict):
    """A record has one document of a kind in force; a second one must say that it replaces the first."""

    code = "printout_in_force"
    message = _("A document of this kind is already in force for this record.")


class NotInForce(Conflict):
    """The document was revoked or replaced before."""

    code = "printout_not_in_force"
    message = _("This document is no longer in force.")


class ReasonMissing(InvalidInput):
    """A document is not revoked without a reason on record."""

    code = "reason_missing"
    message = _("Say why the document is revoked.")


class NotSuspended(Conflict):
    """A suspension is lifted that does not hold, or a document is suspended twice."""

    code = "printout_suspension"
    message = _("The suspension of this document does not allow it.")


class SigningUnavailable(Unavailable):
    """A document that must be signed cannot be; it is not issued. Why stands in the log, for the operator."""

    code = "signing_unavailable"
    message = _("The document could not be signed, so nothing was issued. Tell the administrator of the service.")


class CheckingUnavailable(Unavailable):
    """Too many files are checked now, or this system does not let the check be confined."""

    code = "checking_unavailable"
    message = _("Files cannot be checked at the moment. Try again later, or compare the code.")


class SignedFileTooLarge(TooLarge):
    """More bytes than any document of ours has."""

    code = "signed_file_too_large"
    message = _("The file is larger than any document that is issued here.")


class TooManyChecks(TooMany):
    """One address had as many files checked as are taken within an hour."""

    code = "too_many_checks"
    message = _("As many files were checked from this address of the network as are taken in an hour. Try again later.")


class ForeignResourceError(Exception):
    """A print template names something outside our own files: a fault of ours, not of what people entered."""


class RenderingError(Exception):
    """A part of the document could not be drawn; a document with a part missing is not handed out."""
