"""What numbering a layer refuses."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from geo.errors import InvalidInput
from parcels.numbering.inputs import Key

_SHOWN = 10


class NotPolygons(InvalidInput):
    """No row of the layer is a surface."""

    code = "not_polygons"

    def __init__(self, *, layer: str, found: str) -> None:
        message = str(_("Layer “%(layer)s” has no surfaces to number; its geometries are: %(found)s."))
        super().__init__(message % {"layer": layer, "found": found}, layer=layer, found=found)


class FaultyRows(InvalidInput):
    """Some rows have no geometry that can be walked past, and it was asked that they be refused."""

    code = "faulty_rows"

    def __init__(self, *, faults: Mapping[str, Sequence[Key]]) -> None:
        listed = "; ".join(f"{reason}: {_listed(keys)}" for reason, keys in faults.items())
        message = str(_("Nothing was numbered, because rows have faults (row numbers): %(listed)s."))
        super().__init__(message % {"listed": listed}, listed=listed)


class OtherCrs(InvalidInput):
    """The streets are in another reference system than the parcels."""

    code = "other_crs"
    message = _("The streets must be in the same coordinate reference system as the parcels.")


class CannotAllot(InvalidInput):
    """The policy's numbers are not those that the register's counter gives."""

    code = "cannot_allot"

    def __init__(self, *, policy: str) -> None:
        message = str(_("The register counts 1, 2, 3 along the walk; policy “%(policy)s” does not. Use --dry-run."))
        super().__init__(message % {"policy": policy}, policy=policy)


def _listed(keys: Sequence[Key]) -> str:
    shown = ", ".join(str(key) for key in keys[:_SHOWN])
    return shown if len(keys) <= _SHOWN else f"{shown} … ({len(keys)})"
