"""What the archive does not take."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, InvalidInput, NotFound, TooLarge, Unavailable


class DocumentTooLarge(TooLarge):
    """More bytes than a paper has."""

    code = "document_too_large"
    message = _("The file is larger than 20 MB. Scan it at a lower resolution, or file it in parts.")


class DocumentEmpty(InvalidInput):
    """Not one byte."""

    code = "document_empty"
    message = _("The file is empty.")


class DocumentTypeRefused(InvalidInput):
    """The bytes are none of the forms that are taken, whatever the name says."""

    code = "document_type"
    message = _("Only PDF, PNG and JPEG are taken. What the file holds is none of them, whatever its name says.")


class DocumentActive(InvalidInput):
    """The PDF does something when it is opened; the context names what was found."""

    code = "document_active"
    message = _("The PDF holds scripts, attached files or actions. Print it to a plain PDF and file that.")


class DocumentUnreadable(InvalidInput):
    """Cut short, encrypted, or of two forms at once."""

    code = "document_unreadable"
    message = _("The file is damaged, encrypted, or holds more than one kind of content. Make it again and file that.")


class DocumentImageTooLarge(InvalidInput):
    """The picture says it has more pixels than a scan has."""

    code = "document_image_too_large"
    message = _("The picture has too many pixels: at most 100 million, and 30 000 on a side.")


class DocumentUnknown(NotFound):
    """No such document, or none that the person may see."""

    code = "document_unknown"
    message = _("There is no such document.")


class DocumentReplaced(Conflict):
    """A version is replaced once, by a paper of the same record."""

    code = "document_replaced"
    message = _("This document was already replaced, or belongs to another record.")


class FileInfected(InvalidInput):
    """The virus scanner found something; the context names it."""

    code = "file_infected"
    message = _(
        "The virus scanner refused the file. Clean the computer it comes from, make the file again and send that."
    )


class ScannerUnavailable(Unavailable):
    """A scanner is configured and does not answer: nothing is taken unseen."""

    code = "scanner_unavailable"
    message = _("The virus scanner does not answer, so no file is taken now. Try again later.")
