"""Features as tables for people."""

from typing import Any

from django.utils.translation import gettext as _

from geo.exchange.columns import Column, Kind, columns_of
from geo.layers.layer import Layer

#: Values of these kinds are numbers and dates: they keep their direction in a line of Arabic.
_WRITTEN_APART = {Kind.INTEGER, Kind.NUMBER, Kind.DATE, Kind.MOMENT}


def items(told: dict[str, Any], layer: Layer) -> dict[str, Any]:
    """Return what the page of a FeatureCollection shows: titles, rows, counts and the link onward."""
    columns = _beside_the_id(layer)
    rows = [{"id": str(one["id"]), "cells": _cells(one, columns)} for one in told["features"]]
    onward = next((link["href"] for link in told["links"] if link["rel"] == "next"), "")
    data = next(link["href"] for link in told["links"] if link["rel"] == "self")
    return {
        "id_title": _title_of_id(layer), "columns": columns, "rows": rows, "onward": onward, "data": data,
        "matched": told.get("numberMatched"), "returned": told["numberReturned"],
    }  # fmt: skip


def feature(told: dict[str, Any], layer: Layer) -> dict[str, Any]:
    """Return what the page of a feature shows: each property with its title."""
    columns = columns_of(layer)
    return {"id": str(told["id"]), "facts": list(zip(columns, _cells(told, columns), strict=True))}


def _title_of_id(layer: Layer) -> str:
    return next((column.title for column in columns_of(layer) if column.name == layer.key), _("Id"))


def _beside_the_id(layer: Layer) -> tuple[Column, ...]:
    return tuple(column for column in columns_of(layer) if column.name != layer.key)


def _cells(one: dict[str, Any], columns: tuple[Column, ...]) -> list[dict[str, Any]]:
    return [
        {"text": _word(column, one["properties"][column.name]), "apart": column.kind in _WRITTEN_APART}
        for column in columns
    ]


def _word(column: Column, value: Any) -> str:
    """Return a value in words; figures to two decimals, which is what areas and widths can mean."""
    if value is None:
        return ""
    if column.kind == Kind.NUMBER:
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return dict(column.words).get(str(value), str(value))
