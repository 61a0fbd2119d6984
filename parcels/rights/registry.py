"""Who knows the area that a survey observed: the procedure declares it, this slice asks."""

from collections.abc import Callable
from decimal import Decimal

from parcels.register.models import PublishedParcel

#: Answers the area in square metres that the latest survey decision of a parcel observed, or None.
SurveyedArea = Callable[[PublishedParcel], Decimal | None]
_sources: list[SurveyedArea] = []


def observes_area(source: SurveyedArea) -> SurveyedArea:
    """Declare a source of surveyed areas."""
    _sources.append(source)
    return source


def surveyed_area(parcel: PublishedParcel) -> Decimal | None:
    """Return the surveyed area of a parcel from the first source that knows one, or None."""
    answers = (source(parcel) for source in _sources)
    return next((area for area in answers if area is not None), None)
