"""Write docs/glossary.md: each Arabic term beside the English one and the name it has in code."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import Choices, Model
from django.utils.functional import Promise
from django.utils.translation import override

PATH = Path(settings.ROOT) / "docs" / "glossary.md"
HEAD = """# Glossary

Written by `manage.py build_glossary` from the models and enumerations; change a term in its catalogue, then run it.
"""


class Command(BaseCommand):
    """Write the glossary anew."""

    help = "Write docs/glossary.md from the names of models, fields and enumerations."

    def handle(self, *args: Any, **options: Any) -> None:
        PATH.write_text(glossary(), encoding="utf-8")


def glossary() -> str:
    """Return the glossary: a table for each of our applications that names something."""
    ours = {Path(catalogue).parent.name for catalogue in settings.LOCALE_PATHS}
    tables = (_table(app) for app in apps.get_app_configs() if app.name.partition(".")[0] in ours)
    return "\n".join([HEAD, *(table for table in tables if table)])


def _table(app: AppConfig) -> str:
    rows = [f"| {_in('ar', term)} | {_in('en', term)} | `{name}` |" for name, term in _terms(app)]
    if not rows:
        return ""
    title = f"## {app.name}: {_in('ar', app.verbose_name)}"
    return "\n".join([title, "", "| Arabic | English | In code |", "|---|---|---|", *rows, ""])


def _terms(app: AppConfig) -> Iterator[tuple[str, str | Promise]]:
    """Return the names in code and their terms, models before enumerations, in the order in which they are written."""
    for model in app.get_models():
        yield from _terms_of_model(model)
    if find_spec(f"{app.name}.enums"):
        for enum in _enums(f"{app.name}.enums"):
            yield from ((f"{enum.__name__}.{member.name}", member.label) for member in enum)


def _terms_of_model(model: type[Model]) -> Iterator[tuple[str, str | Promise]]:
    """Return what we gave a term: a name that Django made up is a plain str, and a user has fields of Django's."""
    inherited = {
        field.name for base in model.__mro__ if base.__module__.startswith("django.") for field in _fields(base)
    }
    if isinstance(model._meta.verbose_name, Promise):
        yield model.__name__, model._meta.verbose_name
    for field in _fields(model):
        term = getattr(field, "verbose_name", None)
        if isinstance(term, Promise) and field.name not in inherited:
            yield f"{model.__name__}.{field.name}", term


def _fields(model: type) -> list[Any]:
    return list(model._meta.get_fields()) if hasattr(model, "_meta") else []


def _enums(module: str) -> list[type[Choices]]:
    classes = (thing for thing in vars(import_module(module)).values() if isinstance(thing, type))
    return [found for found in classes if issubclass(found, Choices) and found.__module__ == module]


def _in(language: str, term: Any) -> str:
    with override(language):
        return str(term)
