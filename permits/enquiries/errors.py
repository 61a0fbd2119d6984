"""What can go wrong with an enquiry. Nothing here says whether there is a record."""

from django.utils.translation import gettext_lazy as _

from geo.errors import InvalidInput, NotAllowed, TooMany


class CodeWrong(InvalidInput):
    """Another code, a code that is over, one of too many tries, or none that could ever be right."""

    code = "enquiry_code_wrong"
    message = _("This code is not right, or it is over. Ask again for a new one.")


class EnquiryOver(NotAllowed):
    """No question was asked from here, or its time is over."""

    code = "enquiry_over"
    message = _("Your enquiry is over. Ask again.")


class NumberMalformed(InvalidInput):
    """A number of a record holds digits."""

    code = "enquiry_number_malformed"
    message = _("Write the number of the request, grant or permit as it stands on your paper.")


class TooManyEnquiries(TooMany):
    """An address, a program, a person or a number was asked about as often as is taken."""

    code = "too_many_enquiries"
    message = _("As many enquiries were made as are taken at one time. Try again later, or ask at your office.")
