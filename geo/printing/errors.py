"""What can go wrong between a template and a document in somebody's hand."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, InvalidInput, Unavailable


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


class ForeignResourceError(Exception):
    """A print template names something outside our own files: a fault of ours, not of what people entered."""


class RenderingError(Exception):
    """A part of the document could not be drawn; a document with a part missing is not handed out."""
