"""What a person asks for: a layer that he may have, and which of its rows, with what only the staff see or without."""

from datetime import datetime

from geo.accounts.policies import Person
from geo.exchange.selectors import Selection, audience_of, for_staff, layer_named, select
from geo.layers.layer import Audience, Layer

#: By what name a kept selection says that it is for the staff.
STAFF = "staff"


def asked(
    name: str, *, person: Person, staff: bool = False, as_of: datetime | None = None, **places: str
) -> tuple[Layer, Selection]:
    """Return a layer and the selection of its rows; a layer of the staff is for the staff whether that is said or not.

    Errors: those of layer_named, select and for_staff.
    """
    layer = layer_named(name, audience_of(person))
    selection = select(layer, **places, as_of=as_of)
    if staff or layer.audience != Audience.PUBLIC:
        return layer, for_staff(selection, person)
    return layer, selection
