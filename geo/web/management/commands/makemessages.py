"""makemessages for this tree: Arabic, one catalogue a package, the same bytes whenever nothing changed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Collect the texts of the packages that have a catalogue. No text gets a guessed translation."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(locale=["ar"], ignore_patterns=["node_modules", "static"])
        parser.set_defaults(no_location=True, no_obsolete=True)

    def find_files(self, root: str) -> list[Any]:
        """Return the files of the packages; tests and data hold no texts for readers."""
        find = super().find_files
        return [file for catalogue in settings.LOCALE_PATHS for file in find(str(catalogue.parent))]

    def write_po_file(self, potfile: str, locale: str) -> None:
        """Write a catalogue without the moment of its collection."""
        super().write_po_file(potfile, locale)
        catalogue = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        lines = catalogue.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = (line for line in lines if not line.startswith('"POT-Creation-Date:'))
        catalogue.write_text("".join(kept), encoding="utf-8")
