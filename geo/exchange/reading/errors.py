"""What is not read, each with the sentence that says what to do; the codes are those of refusals.py."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.errors import InvalidInput, Text, TooLarge, Unavailable


class FileRefused(InvalidInput):
    """The file is not read, and nothing of it is kept; the context holds the facts."""

    code = "file_refused"


class FileTooLarge(TooLarge):
    """More than is taken at once."""

    code = "file_too_large"


class ReadingUnavailable(Unavailable):
    """This system does not let the reader be confined, so nothing is read."""

    code = "reading_unavailable"
    message = _("Files cannot be read safely on this system. Tell its administrator what the log says.")


SENTENCES: dict[str, Text] = {
    "file_empty": _("The file is empty. Export it again and send that."),
    "type_unknown": _(
        "Files ending in “%(suffix)s” are not read. Send GeoPackage, zipped Shapefile, GeoJSON, FlatGeobuf, "
        "GeoParquet, KML, GML, LandXML, DXF, CSV, OpenStreetMap or EDIGEO (.tar.bz2)."
    ),
    "content_mismatch": _("What the file holds is not what its ending “%(suffix)s” says. Export it again."),
    "xml_encoding": _("The file is written in “%(encoding)s”. Save it as UTF-8."),
    "dtd": _("The file declares a document type or entities. Export it without them."),
    "unreadable": _("The file is damaged or does not keep to its format: %(reason)s. Export it again."),
    "driver": _("The file is of another format than its ending says (%(driver)s). Export it again."),
    "package_active": _("The GeoPackage holds a %(what)s (“%(name)s”). Export the layer alone into a new GeoPackage."),
    "curves": _("The file holds curves. Export them as straight pieces that stay within one millimetre."),
    "not_one_layer": _("The file must hold exactly one layer, it holds %(count)s: %(names)s. Send one, or name it."),
    "no_rows": _("The layer has no rows. Export it again."),
    "no_outlines": _("The drawing has no closed lines, and its lines enclose nothing. Close the outlines and send it."),
    "text_nul": _("A text of the file holds a NUL byte. Clean the attributes and export again."),
    "not_finite": _("A coordinate is not a number (NaN or infinite). Repair the geometry and export again."),
    "not_a_number": _("Line %(line)s of the table has no number where a coordinate is expected."),
    "columns_unknown": _(
        "The table lacks these columns: %(missing)s. Its columns are: %(known)s. Name them in a profile."
    ),
    "encoding_unknown": _("There is no text encoding “%(name)s”."),
    "shapefile_incomplete": _(
        "The shapefile lacks parts: %(missing)s. Put .shp, .shx, .dbf and .prj into one ZIP file."
    ),
    "sheet_incomplete": _(
        "The sheet lacks files: %(missing)s. Send its archive (.tar.bz2) as it was given out, or several in a ZIP file."
    ),
    "sheets_differ": _("The sheets are in different coordinate systems. Send those of one system together."),
    "shapefile_counts": _("The parts of the shapefile contradict each other (%(part)s). Export it again."),
    "archive_unreadable": _("The archive is damaged. Make it again."),
    "archive_path": _("The archive holds a path that leads outside (“%(name)s”). Make it again with plain file names."),
    "archive_link": _("The archive holds a link (“%(name)s”). Put the files themselves into it."),
    "archive_nested": _("The archive holds another archive (“%(name)s”). Put the files themselves into it."),
    "archive_encrypted": _("The archive is encrypted. Make it again without a password."),
    "archive_count": _("The archive holds %(count)s files; at most %(most)s are taken. Put only the layer into it."),
    "archive_size": _("The archive unfolds to more than is taken (%(most_mb)s MB). Send the layer in parts."),
    "blocks_recursive": _(
        "Block “%(name)s” of the drawing holds itself or is nested too deep. Explode it and send again."
    ),
    "too_heavy": _("Reading the file takes more time or memory than is given. Send the layer in parts."),
    "crashed": _("The file could not be read. Export it again, in another format if it fails twice."),
}
TOO_LARGE: dict[str, Text] = {
    "too_many_bytes": _(
        "The file is larger than %(most_mb)s MB. Send it in parts, or ask an administrator to load it."
    ),
    "too_many_rows": _(
        "The layer has %(count)s rows; at most %(most)s are taken here. Ask an administrator to load it."
    ),
    "too_many_columns": _("The layer has %(count)s columns; at most %(most)s are taken. Export those that are needed."),
    "too_many_entities": _(
        "The drawing has more than %(most)s objects. Export only the layers of outlines and numbers."
    ),
}


def refusal(code: str, facts: dict[str, Any]) -> FileRefused | FileTooLarge | ReadingUnavailable:
    """Return the error of a code that the confined process gave, its sentence filled with the facts."""
    if code == "not_confined":
        return ReadingUnavailable(**facts)
    if code in TOO_LARGE:
        return FileTooLarge(str(TOO_LARGE[code]) % facts, code=code, **facts)
    known = code if code in SENTENCES else "crashed"
    return FileRefused(str(SENTENCES[known]) % facts, code=known, **facts)
