"""The form of a simple kind, made from its row: where, if that is drawn, and its own fields."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.gis.geos import MultiPolygon
from django.utils.translation import gettext_lazy as _

from geo.spatial.shapes import to_surface
from permits.applications.models import SimpleKind
from permits.applications.particulars import LONGEST
from permits.applications.simple import FIGURES, Field, Form, fields_of, is_drawn
from permits.applications.works_forms import Count, Figure, Way, WorksForm, ticked

#: Fields of a kind stand beside those that every form has.
NAMED = "of_{}"


class SimpleForm(WorksForm):
    """What a simple kind asks; works that are not drawn are the whole parcel."""

    def __init__(self, *args: Any, row: SimpleKind, **kwargs: Any) -> None:
        self.row, self.own = row, fields_of(row)
        self.ways = (Way.DRAWN, Way.FILE) if is_drawn(row) else (Way.SIDES,)
        self.particulars = tuple(NAMED.format(field.code) for field in self.own)
        super().__init__(*args, **kwargs)
        for name, field in zip(self.particulars, self.own, strict=True):
            self.fields[name] = _made(field)

    @property
    def side_fields(self) -> list[forms.BoundField]:
        """A whole parcel needs no distances."""
        return []

    def _by_sides(self, data: dict[str, Any]) -> MultiPolygon | None:
        return to_surface(self.land)

    def raw(self) -> dict[str, Any]:
        """Return what is said, by the codes of the kind's fields."""
        data = self.cleaned_data
        return {field.code: data[name] for name, field in zip(self.particulars, self.own, strict=True)}


def said_before(row: SimpleKind, details: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an application says, under the names of the form's fields."""
    return {NAMED.format(field.code): details.get(field.code) for field in fields_of(row)}


def _made(field: Field) -> forms.Field:
    """Return the form's field of a kind's field."""
    if field.form == Form.TICK:
        return ticked(field.label, _("This must be confirmed."))
    if field.form == Form.COUNT:
        return Count(label=field.label, required=field.needed, max_value=10_000)
    if field.form in FIGURES:
        return Figure(label=field.label, required=field.needed, max_value=1_000_000)
    if field.form == Form.CHOICE:
        choices = [(code, field.chosen(code)) for code, _ar, _en in field.choices]
        empty = [] if field.needed else [("", "–")]
        return forms.ChoiceField(
            label=field.label, required=field.needed, choices=[*empty, *choices],
            widget=forms.Select(attrs={"class": "form-select"}),
        )  # fmt: skip
    return forms.CharField(
        label=field.label, required=field.needed, max_length=LONGEST,
        help_text="" if field.needed else _("Empty: none."),
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )  # fmt: skip
