"""A map of an archive as a folder of files: any host that answers requests for ranges of bytes can show it, alone."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo.calendars.hijri import dual_date
from geo.exchange.columns import Column, Kind, columns_of
from geo.exchange.errors import CannotWrite
from geo.layers.layer import Audience, Layer
from tiles.map.config import layer_config, map_config

ARCHIVE = "map.pmtiles"
#: The page of each language; the first is what a folder's address shows.
PAGES = {"ar": "index.html", "en": "en.html"}
_STYLES = (
    "tokens.css", "site.css", "components.css", "emblem.svg", "vendor/fonts.css", "vendor/bootstrap.css",
    "vendor/bootstrap.rtl.css", "vendor/LICENCES.txt",
)  # fmt: skip
_BUNDLE = ("land-map-alone.js", "land-map-alone.css")
#: Of the map's configuration: what needs no application.
_ALONE = ("lang", "extent", "grid", "strings")


def write_site(folder: Path, archive: Path, layers: Sequence[Layer]) -> None:
    """Write a map of an archive into a folder: pages in both languages, bundle, styles, fonts, and the archive itself.

    Every address in it is relative. Errors: CannotWrite.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _STYLES:
            _copy(f"web/{name}", folder / "web" / name)
        for name in _BUNDLE:
            _copy(f"map/{name}", folder / "map" / name)
        fonts = Path(_found("web/vendor/fonts.css")).parent / "fonts"
        shutil.copytree(fonts, folder / "web" / "vendor" / "fonts", dirs_exist_ok=True)
        _put(archive, folder / ARCHIVE)
        for language, name in PAGES.items():
            (folder / name).write_text(page(language, layers), encoding="utf-8")
    except OSError as error:
        raise CannotWrite(path=str(folder), reason=error.strerror or str(error)) from error


def page(language: str, layers: Sequence[Layer]) -> str:
    """Return the page of a language."""
    other = next(code for code in PAGES if code != language)
    with translation.override(language):
        told = {"config": config(layers), "other": {"code": other, "page": PAGES[other]}, "name": settings.ARCHIVE_NAME,
                "sample_notice": settings.SAMPLE_NOTICE}  # fmt: skip
        return render_to_string("archive/site.html", told)


def config(layers: Sequence[Layer]) -> dict[str, Any]:
    """Return what the map element is told, in the active language: tiles from the archive, cards from the tiles."""
    whole = map_config(Audience.PUBLIC)
    return {name: whole[name] for name in _ALONE} | {
        "attribution": " · ".join(part for part in (_published_on(), settings.DATA_LICENCE) if part),
        "layers": [_layer(layer) for layer in layers],
    }


def _published_on() -> str:
    day = dual_date(timezone.localdate(), get_language() or settings.LANGUAGE_CODE)
    return _("As published on %(day)s") % {"day": day}


def _layer(layer: Layer) -> dict[str, Any]:
    address = f"{ARCHIVE}#{layer.name}/{{z}}/{{x}}/{{y}}"
    card = f"#sel={layer.name}/{{{layer.key_field}}}" if layer.card_url else ""
    told = {"url": address, "pmtiles": ARCHIVE, "card_url": card, "page_url": "", "max_zoom": layer.deepest_tile}
    return layer_config(layer) | told | {"past": False, "facts": [_fact(layer, column) for column in columns_of(layer)]}


def _fact(layer: Layer, column: Column) -> dict[str, Any]:
    """Return what a card tells of a column; a key is copied and typed, so its digits stay as they are."""
    title = column.title[:1].upper() + column.title[1:]
    return {"name": column.name, "title": title, "words": dict(column.words), "number": column.kind == Kind.NUMBER,
            "code": column.name == layer.key_field}  # fmt: skip


def _copy(static: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_found(static), target)


def _found(static: str) -> str:
    """Return where a static file lies; the bundle is made by bin/up. Errors: OSError."""
    path = finders.find(static)
    if not isinstance(path, str):
        raise FileNotFoundError(2, "not built: run bin/up", static)
    return path


def _put(archive: Path, target: Path) -> None:
    """Give the folder the archive: the same file where the disk allows it, else a copy; never half of it."""
    unfinished = target.with_name(f".{target.name}")
    unfinished.unlink(missing_ok=True)
    try:
        unfinished.hardlink_to(archive)
    except OSError:
        shutil.copyfile(archive, unfinished)
    unfinished.replace(target)
