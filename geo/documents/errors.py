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
    message = _("Only PDF, TIFF, PNG and JPEG are taken. What the file holds is none of them, whatever its name says.")


class DocumentActive(InvalidInput):
    """What the PDF shows is made by what it does: nothing would be left of it; the context names what was found."""

    code = "document_active"
    message = _(
        "What this PDF shows is put together when it is opened: by a dynamic form, attached files or a program. Print"
        " it to a plain PDF and file that."
    )


class DocumentLocked(InvalidInput):
    """The PDF is encrypted, be it only against copying or printing."""

    code = "document_locked"
    message = _("The PDF is locked by a password or by restrictions. Save it without them and file that.")


class DocumentTooMuch(InvalidInput):
    """The PDF unfolds to more than a paper holds, or takes too long to read."""

    code = "document_too_much"
    message = _("The PDF holds more than can be looked through: too many pages or objects. File it in parts.")


class DocumentUnreadable(InvalidInput):
    """Cut short, damaged, or of two forms at once."""

    code = "document_unreadable"
    message = _("The file is damaged or holds more than one kind of content. Make it again and file that.")


class RewritingUnavailable(Unavailable):
    """The system does not let the process that reads PDF be confined: nothing is taken unseen."""

    code = "rewriting_unavailable"
    message = _("PDF files cannot be taken now. Try again later, or file a picture.")


class DocumentImageTooLarge(InvalidInput):
    """The picture says it has more pixels than a scan has."""

    code = "document_image_too_large"
    message = _("The picture has too many pixels: at most 100 million, and 30 000 on a side.")


class DocumentUnknown(NotFound):
    """No such document, or none that the person may see."""

    code = "document_unknown"
    message = _("There is no such document.")


class DocumentDamaged(Unavailable):
    """What the storage holds is not what was filed."""

    code = "document_damaged"
    message = _("The file in the storage is not the one that was filed. Tell whoever runs the system.")


class DocumentStoreSilent(Unavailable):
    """The storage of documents does not answer, or refuses."""

    code = "document_store_silent"
    message = _("The storage of documents does not answer. Try again later.")


class DocumentKindRefused(InvalidInput):
    """The record has no such papers."""

    code = "document_kind"
    message = _("A paper of this kind is not filed with this record.")


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
