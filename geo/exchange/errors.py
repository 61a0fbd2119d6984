"""What an export refuses, each with the one sentence that says what to do instead."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotAllowed, NotFound, Text, TooMany, Unavailable


def _filled(message: Text, **facts: object) -> str:
    return str(message) % facts


class UnknownLayer(NotFound):
    """No public layer of that name is declared."""

    code = "unknown_layer"

    def __init__(self, *, name: str, known: str) -> None:
        message = _("There is no layer “%(name)s”. The layers are: %(known)s.")
        super().__init__(_filled(message, name=name, known=known), name=name, known=known)


class LabelLayer(InvalidInput):
    """The layer only writes the labels of another one, whose export carries them in its style."""

    code = "label_layer"

    def __init__(self, *, name: str, follows: str) -> None:
        message = _("Layer “%(name)s” only writes labels. Export layer “%(follows)s”: its style carries them.")
        super().__init__(_filled(message, name=name, follows=follows), name=name, follows=follows)


class UnknownFormat(NotFound):
    """Nobody writes that format."""

    code = "unknown_format"

    def __init__(self, *, name: str, known: str) -> None:
        message = _("Format “%(name)s” cannot be written. The formats are: %(known)s.")
        super().__init__(_filled(message, name=name, known=known), name=name, known=known)


class UnknownMunicipality(NotFound):
    """No municipal body has that code."""

    code = "unknown_municipality"

    def __init__(self, *, name: str, known: str) -> None:
        message = _("There is no municipal body with code “%(name)s”. The codes are: %(known)s.")
        super().__init__(_filled(message, name=name, known=known), name=name, known=known)


class UnknownDistrict(NotFound):
    """No published district has that code there."""

    code = "unknown_district"

    def __init__(self, *, name: str) -> None:
        message = _("There is no district with code “%(name)s” here.")
        super().__init__(_filled(message, name=name), name=name)


class DistrictUnclear(InvalidInput):
    """Several municipalities have a district of that code."""

    code = "district_unclear"

    def __init__(self, *, name: str) -> None:
        message = _("Several municipalities have a district with code “%(name)s”: name the municipality too.")
        super().__init__(_filled(message, name=name), name=name)


class UnknownPlan(NotFound):
    """No published plan has that number there."""

    code = "unknown_plan"

    def __init__(self, *, name: str) -> None:
        message = _("There is no plan with number “%(name)s” here.")
        super().__init__(_filled(message, name=name), name=name)


class NoPast(InvalidInput):
    """Nobody keeps what the layer was on past days."""

    code = "no_past"

    def __init__(self, *, name: str) -> None:
        message = _("Of the layer “%(name)s” only today's state is known: leave the date out.")
        super().__init__(_filled(message, name=name), name=name)


class DegreesOnly(InvalidInput):
    """The format knows longitude and latitude only."""

    code = "degrees_only"

    def __init__(self, *, name: str) -> None:
        message = _("Format %(name)s knows longitude and latitude only (EPSG:4326). Leave the coordinate system out.")
        super().__init__(_filled(message, name=name), name=name)


class MetresOnly(InvalidInput):
    """The format is for drawings in metres."""

    code = "metres_only"

    def __init__(self, *, name: str, crs: str) -> None:
        message = _("Format %(name)s is a drawing in metres, and %(crs)s is not. Choose a projected system in metres.")
        super().__init__(_filled(message, name=name, crs=crs), name=name, crs=crs)


class NotForStaff(NotAllowed):
    """What only the staff see is asked for by somebody else, or of another body's land."""

    code = "not_for_staff"
    message = _("Columns of the staff are given to those who have a role there today, of their own land.")


class StaffToday(InvalidInput):
    """Columns of the staff are asked for as of a past day."""

    code = "staff_columns_today_only"
    message = _("Of the columns of the staff only today's state is given: leave the date out.")


class TooManyDownloads(TooMany):
    """As many files were made for visitors from one address as are made at one time."""

    code = "too_many_downloads"

    def __init__(self, *, seconds: int) -> None:
        minutes = -(-seconds // 60)
        message = ngettext(
            "As many files were made for this address of the network as are made at one time. Try again in %(minutes)d"
            " minute, or sign in.",
            "As many files were made for this address of the network as are made at one time. Try again in %(minutes)d"
            " minutes, or sign in.",
            minutes,
        )
        super().__init__(message % {"minutes": minutes}, seconds=seconds)


class TooManyExports(Conflict):
    """The person has asked for so many that are not written yet."""

    code = "too_many_exports"
    message = _("Several of your exports are still being written. Wait until one of them is ready.")


class ExportUnknown(NotFound):
    """Nobody asked for it, or somebody else did."""

    code = "export_unknown"
    message = _("You have asked for no such file.")


class ExportNotReady(Conflict):
    """The file is asked for before it is whole."""

    code = "export_not_ready"
    message = _("The file is not ready yet.")


class ExportGone(NotFound):
    """The file failed, has expired, or was removed."""

    code = "export_gone"
    message = _("This file is no longer kept. Ask for it again.")


class ExportTooLarge(Conflict):
    """A file of so many rows is not made while the reader waits."""

    code = "export_too_large"
    message = _("That are too many rows for an answer at once. Sign in and ask for them with POST, or select fewer.")


class ExportOutOfTurn(Conflict):
    """An export that would be changed after it was asked for, written twice, or removed before it expires."""

    code = "export_out_of_turn"
    message = _("An export stays as it was asked for. Ask for another one.")


DatabaseRefusal.register("MK044", ExportOutOfTurn)


class NoTerritory(InvalidInput):
    """The layer says nothing of municipal bodies, and the body has no territory to compare with."""

    code = "no_territory"

    def __init__(self, *, name: str) -> None:
        message = _("Municipal body “%(name)s” has no territory yet, so this layer cannot be limited to it.")
        super().__init__(_filled(message, name=name), name=name)


class UnknownCrs(InvalidInput):
    """The code names no coordinate reference system, or none with two horizontal axes."""

    code = "unknown_crs"

    def __init__(self, *, epsg: int) -> None:
        message = _("EPSG:%(epsg)s is not a projected or geographic coordinate system with two axes.")
        super().__init__(_filled(message, epsg=epsg), epsg=epsg)


class NoOperation(InvalidInput):
    """Only a ballpark transformation exists between the two systems; its error is not known, so it is refused."""

    code = "no_operation"

    def __init__(self, *, source: str, target: str) -> None:
        message = _("No transformation of known accuracy leads from %(source)s to %(target)s. Choose another system.")
        super().__init__(_filled(message, source=source, target=target), source=source, target=target)


class OutsideOperation(InvalidInput):
    """A coordinate lies where the target system has no coordinates."""

    code = "outside_operation"

    def __init__(self, *, target: str) -> None:
        message = _("Some of the features lie outside the part of the earth that %(target)s can describe.")
        super().__init__(_filled(message, target=target), target=target)


class ControlRefused(InvalidInput):
    """Common points that cannot be read, or that determine no fit; `reason` says which."""

    code = "control_refused"
    reasons: ClassVar[dict[str, Text]] = {
        "encoding": _("The table of common points is not UTF-8. Save it as CSV in UTF-8."),
        "too_large": _("The table of common points is too large, or is no table. Send at most 10,000 points."),
        "columns": _(
            "The table of common points lacks columns: %(missing)s. Head them name, file_e, file_n, register_e, "
            "register_n."
        ),
        "number": _("Line %(line)s of the common points has no number where a coordinate is expected."),
        "count": _("%(count)s common points were given; at least %(least)s and at most %(most)s are taken."),
        "on_a_line": _("The common points lie on one line or on one spot. Give points that surround the land."),
        "method": _("There is no such way to fit. The ways are: %(known)s."),
    }

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(_filled(self.reasons[reason], **facts), reason=reason, **facts)


class WrongSuffix(InvalidInput):
    """The file name does not end as the format demands; programs choose their reader by it."""

    code = "wrong_suffix"

    def __init__(self, *, path: str, suffix: str) -> None:
        message = _("The file name “%(path)s” must end with “%(suffix)s”.")
        super().__init__(_filled(message, path=path, suffix=suffix), path=path, suffix=suffix)


class FileExists(Conflict):
    """Nothing is overwritten unless it was asked for."""

    code = "file_exists"

    def __init__(self, *, path: str) -> None:
        message = _("The file “%(path)s” is already there. Choose another name, or add --overwrite.")
        super().__init__(_filled(message, path=path), path=path)


class CannotWrite(Unavailable):
    """The operating system or the file library refused to write."""

    code = "cannot_write"

    def __init__(self, *, path: str, reason: str) -> None:
        message = _("The file “%(path)s” cannot be written: %(reason)s.")
        super().__init__(_filled(message, path=path, reason=reason), path=path, reason=reason)


class CannotRead(InvalidInput):
    """The file is not there, or no reader understands it."""

    code = "cannot_read"

    def __init__(self, *, path: str, reason: str) -> None:
        message = _("The file “%(path)s” cannot be read: %(reason)s.")
        super().__init__(_filled(message, path=path, reason=reason), path=path, reason=reason)


class NoSuchLayer(NotFound):
    """The file has no layer of that name, or several and none was named."""

    code = "no_such_layer"

    def __init__(self, *, name: str, known: str) -> None:
        message = _("The file has no layer “%(name)s”. Its layers are: %(known)s.")
        super().__init__(_filled(message, name=name, known=known), name=name, known=known)


class NoSuchColumn(NotFound):
    """The layer has no column of that name."""

    code = "no_such_column"

    def __init__(self, *, name: str, known: str) -> None:
        message = _("The layer has no column “%(name)s”. Its columns are: %(known)s.")
        super().__init__(_filled(message, name=name, known=known), name=name, known=known)


class ColumnIsThere(Conflict):
    """The layer has a column that is to be added."""

    code = "column_is_there"

    def __init__(self, *, names: str) -> None:
        message = _("The layer already has these columns: %(names)s. Rename them in the source, then run again.")
        super().__init__(_filled(message, names=names), names=names)


class GeometryChanged(Unavailable):
    """The copy did not give back the geometry of the original, so it was not kept."""

    code = "geometry_changed"

    def __init__(self, *, path: str) -> None:
        message = _("The copy of “%(path)s” would not have the same rows and geometry, so nothing was written.")
        super().__init__(_filled(message, path=path), path=path)


class NoMetres(InvalidInput):
    """Nothing can be measured in the layer's reference system."""

    code = "no_metres"

    def __init__(self, *, reason: str) -> None:
        message = _("Lengths cannot be measured in the layer's coordinate reference system: %(reason)s.")
        super().__init__(_filled(message, reason=reason), reason=reason)
