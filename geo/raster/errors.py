"""What is refused of pictures, each with the sentence that says what to do; codes of reading are those of reading/."""

from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotAllowed, NotFound, Text, TooLarge
from geo.exchange.reading.errors import ReadingUnavailable


def _filled(message: Text, facts: dict[str, Any]) -> Text:
    """Return a sentence with its facts, in whichever language it is read: a problem document says it in both."""
    said: Text = lazy(lambda: str(message) % facts, str)()
    return said


class PictureRefused(InvalidInput):
    """The picture is not taken, and nothing of it is kept; the context holds the facts."""

    code = "picture_refused"


class PictureTooLarge(TooLarge):
    """More bytes than are taken."""

    code = "picture_bytes"


SENTENCES: dict[str, Text] = {
    "picture_type": _(
        "What the file holds is neither TIFF, PNG nor JPEG, whatever its name says. Save the picture as one of these; "
        "of a PDF or a drawing, export the page as a picture."
    ),
    "picture_unreadable": _("The picture is damaged or does not keep to its format: %(reason)s. Export it again."),
    "picture_pixels": _(
        "The picture states %(width)s × %(height)s pixels; at most %(most)s million are taken, and %(side)s on a side. "
        "Send it in parts or at a lower resolution, or ask an administrator to load it."
    ),
    "picture_pages": _("The file holds more than %(most)s pictures. Send one, with its overviews at most."),
    "picture_block": _(
        "The picture is cut into tiles or strips of %(width)s × %(height)s pixels: too large to unfold (more than "
        "%(most_mb)s MB) or without size. Export it with tiles of 256 or 512 pixels."
    ),
    "picture_folded": _(
        "The picture is compressed in a way that is not read (number %(number)s). Export it with deflate, LZW or JPEG."
    ),
    "picture_values": _(
        "The picture holds values of the kind %(kinds)s; colours of 8 or 16 bits are drawn. Export it as a picture in "
        "colours, not as measurements."
    ),
    "picture_no_place": _(
        "The file does not say where the picture lies, or says it in a way that cannot be. Export it as GeoTIFF with "
        "its coordinates; a scan is put in its place by control points."
    ),
    "picture_no_crs": _("The file does not name its coordinate system. Say its EPSG number and send it again."),
    "picture_empty": _("There is nothing to see in the picture: all of it is transparent or holds no data."),
    "picture_heavy": _(
        "Drawing the picture takes more time or memory than is given. "
        "Send it in parts, or ask an administrator to load it."
    ),
    "picture_crashed": _("The picture could not be read. Export it again as GeoTIFF with deflate or LZW."),
}
_TOO_LARGE: dict[str, Text] = {
    "picture_bytes": _("The file is larger than %(most_mb)s MB. Send it in parts, or ask an administrator to load it."),
}


#: What is changed in drawing a picture.
NOTES: dict[str, Text] = {
    "bands_left_out": _("Only the first three of its bands are drawn."),
    "stretched": _("Its values of 16 bits were stretched to 8, without the darkest and brightest 2 %."),
}


def sentence(code: str, facts: dict[str, Any]) -> Text:
    """Return the sentence of a code with its facts, in the language in which it is read."""
    known = {**SENTENCES, **_TOO_LARGE}
    return _filled(known.get(code, SENTENCES["picture_crashed"]), facts)


def refusal(code: str, facts: dict[str, Any]) -> PictureRefused | PictureTooLarge | ReadingUnavailable:
    """Return the error of a code that the confined process gave, its sentence filled with the facts."""
    if code == "not_confined":
        return ReadingUnavailable(**facts)
    if code in _TOO_LARGE:
        return PictureTooLarge(sentence(code, facts), code=code, **facts)
    known = code if code in SENTENCES else "picture_crashed"
    return PictureRefused(sentence(known, facts), code=known, **facts)


class PictureOutside(InvalidInput):
    """The picture lies outside the territory of the body, as its coordinates are said to be."""

    code = "picture_outside"

    def __init__(self, *, epsg: int, away_km: float) -> None:
        message = _(
            "As EPSG:%(epsg)s the picture lies outside the territory, %(away)s km away. Say the coordinate system that "
            "is right, or choose the municipal body in which it lies."
        )
        super().__init__(_filled(message, {"epsg": epsg, "away": f"{away_km:,.1f}"}), epsg=epsg, away_km=away_km)


class NoTerritoryForPicture(InvalidInput):
    """The body has no territory, so nobody can say whether the picture lies in it."""

    code = "no_territory_for_picture"
    message = _("The municipal body has no territory yet. Enter its territory first.")


class PictureUnknown(NotFound):
    """No such picture or scan, or none that the person may see."""

    code = "picture_unknown"
    message = _("There is no such picture.")


class PictureNotReady(Conflict):
    """The picture is not in a state in which this can be done."""

    code = "picture_not_ready"
    message = _("The picture is being drawn, has failed or was withdrawn: this cannot be done with it now.")


class MayNotPublish(NotAllowed):
    """Who brings a picture may not show it to everyone."""

    code = "picture_publishing"
    message = _(
        "Only a planner or the head of the office shows a picture to everyone. Choose “Staff of the territory”."
    )


class PointsUnfit(InvalidInput):
    """The control points do not determine the plan's place."""

    code = "control_points_unfit"


class PointsTooFew(PointsUnfit):
    """Fewer control points than the method asks for."""

    code = "control_points_few"

    def __init__(self, *, given: int, least: int) -> None:
        message = _("%(given)s control points are set; this way of fitting takes at least %(least)s. Set more.")
        super().__init__(_filled(message, {"given": given, "least": least}), given=given, least=least)


class PointsOnALine(PointsUnfit):
    """The control points lie on one line, or on top of each other."""

    code = "control_points_line"
    message = _("The control points lie on one line or on top of each other. Set points in all corners of the plan.")


class PointsUnread(PointsUnfit):
    """A line of the control points cannot be read."""

    code = "control_points_unread"

    def __init__(self, *, line: int) -> None:
        message = _("Control point %(line)s lacks a number: give x and y on the scan, and E and N on the ground.")
        super().__init__(_filled(message, {"line": line}), line=line)


class PointsFar(PointsUnfit):
    """Fitted like this the plan would lie outside the territory."""

    code = "control_points_far"
    message = _(
        "Fitted like this the plan lies outside the territory of the municipal body. "
        "Check E and N of the control points."
    )


DatabaseRefusal.register("MK046", PictureNotReady)
