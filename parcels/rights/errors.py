"""What the register of rights refuses."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotAllowed


class SharesExceedWhole(Conflict):
    """More than the whole of a parcel would be owned at some time; the context names the time."""

    code = "shares_exceed_whole"
    message = _("The shares of ownership of this parcel would exceed the whole.")


class DeedNotPossible(Conflict):
    """A deed is not of the future, and gives way only to one other deed of the same land that is in force."""

    code = "deed_not_possible"
    message = _("A deed is not dated in the future, and gives way only to another deed in force of the same parcel.")


class DeedNumberMalformed(InvalidInput):
    """An electronic deed has twelve digits."""

    code = "deed_number_malformed"
    message = _("The number of an electronic deed has twelve digits; every other deed has a number too.")


class DeedKnown(Conflict):
    """The deed was recorded before."""

    code = "deed_known"
    message = _("A deed of this number, kind and date is recorded for this parcel already.")


class ShareMalformed(InvalidInput):
    """A share is a fraction above nothing and at most the whole."""

    code = "share_malformed"
    message = _("A share is a fraction above nothing and at most the whole.")


class RightEnded(Conflict):
    """A right ends once, after it began."""

    code = "right_ended"
    message = _("This right has ended already, or would end before it began.")


class MayNotRecord(NotAllowed):
    """Deeds and rights are recorded by the people of the office, rights by its head."""

    code = "may_not_record_rights"
    message = _("Only the office of this land may record its deeds, and only its head its rights.")


DatabaseRefusal.register("MK020", SharesExceedWhole)
DatabaseRefusal.register("MK021", DeedNotPossible)
