"""Filters of lists: text as people type it, and refusals that name the parameter."""

from typing import Any, Self

import django_filters
from django import forms
from django.db.models import QuerySet
from rest_framework.request import Request

from geo.api.errors import BadParameter
from geo.calendars.digits import fold_digits

LONGEST = 200


class _Folded(forms.CharField):
    def to_python(self, value: Any) -> str:
        """Return the text with digits of any keyboard as 0-9."""
        return fold_digits(str(super().to_python(value)))


class TextFilter(django_filters.CharFilter):
    """A text in either digits, at most 200 characters."""

    field_class = _Folded

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=LONGEST, **kwargs)


class KeyFilter(django_filters.NumberFilter):
    """A key that lists give as `id`, in either digits."""

    class field_class(_Folded):  # noqa: N801 - the name that django-filter reads
        """Digits only, as many as a key has."""

        def clean(self, value: Any) -> int | None:
            """Return the key."""
            text: str = super().clean(value)
            if text and not (text.isascii() and text.isdigit() and len(text) <= 18):
                raise forms.ValidationError(self.error_messages["required"])
            return int(text) if text else None

    def get_max_validator(self) -> None:
        """No limit but that of the digits."""


class ListFilter(django_filters.FilterSet):
    """Filters of one list; parameters that are none of its own are judged elsewhere."""

    @classmethod
    def read(cls, request: Request, rows: QuerySet[Any]) -> Self:
        """Return the filters of a request over these rows. Errors: BadParameter."""
        read = cls(request.query_params, queryset=rows, request=request)
        if not read.is_valid():
            raise BadParameter(next(iter(read.form.errors)))
        return read

    @classmethod
    def of(cls, request: Request, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows that a request asks for. Errors: BadParameter."""
        found: QuerySet[Any] = cls.read(request, rows).qs
        return found
