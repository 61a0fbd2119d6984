"""The figures of a building rule, to be changed without touching the rule."""

from django import forms

from permits.what_if.enums import FIGURES


def _figure(name: str, most: int, places: int) -> forms.DecimalField:
    return forms.DecimalField(label=FIGURES[name], min_value=0, max_value=most, decimal_places=places)


class DraftForm(forms.Form):
    """The figures of a building rule in draft."""

    max_coverage = _figure("max_coverage", 1, 3)
    max_floors = _figure("max_floors", 200, 1)
    setback_front_m = _figure("setback_front_m", 200, 2)
    setback_side_m = _figure("setback_side_m", 200, 2)
    setback_rear_m = _figure("setback_rear_m", 200, 2)
