"""Why a request for features is refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from geo.api.errors import BadParameter
from geo.errors import InvalidInput, NotFound


class CollectionUnknown(NotFound):
    """There is no such layer, or none that the reader may see."""

    code = "collection_unknown"
    message = _("There is no such collection of features.")


class FeatureUnknown(NotFound):
    """The collection has no feature of this id, or none that the reader may see."""

    code = "feature_unknown"
    message = _("The collection has no such feature.")


class FormUnknown(BadParameter):
    """`f` names no form of answers."""

    code = "form_unknown"
    message = _("Answers come as f=json or f=html.")


class SystemUnknown(BadParameter):
    """A reference system that is not offered."""

    code = "system_unknown"
    message = _("This reference system is not offered: take one of those that the collection lists.")


class BoxUnreadable(BadParameter):
    """Not four (or six) numbers of a box in the axis order of its reference system."""

    code = "box_unreadable"
    message = _("A box is four numbers with commas between them, least before greatest, axes in the system's order.")


class LimitUnreadable(BadParameter):
    """Not a number of features."""

    code = "limit_unreadable"
    message = _("The limit is a whole number, 1 or more.")


class MomentUnreadable(BadParameter):
    """Neither an instant nor an interval of RFC 3339."""

    code = "moment_unreadable"
    message = _("This is no instant and no interval. Write 2026-01-31T12:00:00Z, or two of them with a slash between.")


class ValueUnreadable(BadParameter):
    """A value that a property of this kind cannot have."""

    code = "value_unreadable"
    message = _("The property cannot have this value.")


class TooCostly(InvalidInput):
    """The database gave up: the question takes longer than anyone may take."""

    code = "question_too_costly"
    message = _("This takes too long to answer. Ask for a smaller box or with a simpler filter.")


class FilterRefused(BadParameter):
    """A filter that is not answered; `why` says what is wrong, in a sentence."""

    code = "filter_refused"

    def __init__(self, why: str | Promise) -> None:
        super().__init__("filter", why)


class FilterUnreadable(FilterRefused):
    """The text is no CQL2."""

    code = "filter_unreadable"


class FilterUnsupported(FilterRefused):
    """CQL2, of a conformance class that is not offered."""

    code = "filter_unsupported"


class FilterTooLarge(FilterRefused):
    """Longer, deeper or of more parts than are taken."""

    code = "filter_too_large"


class FilterMistyped(FilterRefused):
    """Compares what cannot be compared, or names a property that the collection does not have."""

    code = "filter_mistyped"
