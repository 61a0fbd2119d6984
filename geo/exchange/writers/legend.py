"""The text file beside a shapefile: what each short name stands for, what codes mean, and what the format lost."""

from collections import Counter
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geo.exchange.columns import Kind
from geo.exchange.formats import Feed


class Lost:
    """What is known of a file when it is written: shortened names, and how many values of which column suffered."""

    def __init__(self, feed: Feed, names: Mapping[str, str]) -> None:
        self.feed, self.names = feed, names
        self.cut: Counter[str] = Counter()
        self.emptied: Counter[str] = Counter()


def legend(lost: Lost) -> str:
    """Return the legend in the active language, lines as Windows ends them."""
    return "\r\n".join([*_head(lost), "", *_columns(lost), "", *_losses(lost), ""])


def _head(lost: Lost) -> Iterator[str]:
    yield lost.feed.title
    yield lost.feed.description


def _columns(lost: Lost) -> Iterator[str]:
    yield _("Columns: name in this file, full name, what it is")
    for column in lost.feed.columns:
        yield f"{lost.names[column.name]}\t{column.name}\t{column.title}"
        for value, word in column.words:
            yield f"\t{value} = {word}"


def _losses(lost: Lost) -> Iterator[str]:
    found = [*_shortened(lost), *_by_kind(lost), *_counted(lost)]
    yield _("What a shapefile cannot hold")
    yield from found or [_("Nothing was lost.")]


def _shortened(lost: Lost) -> Iterator[str]:
    short = [f"{name} → {given}" for name, given in lost.names.items() if name != given]
    if short:
        yield _("Names have at most 10 characters: %(names)s.") % {"names": ", ".join(short)}


def _by_kind(lost: Lost) -> Iterator[str]:
    told = {
        Kind.MOMENT: _("%(name)s: moments are text, in UTC."),
        Kind.YES_NO: _("%(name)s: yes is 1, no is 0."),
        Kind.NUMBER: _("%(name)s: numbers have at most 15 decimals and 24 characters."),
    }
    for column in lost.feed.columns:
        if column.kind in told:
            yield told[column.kind] % {"name": lost.names[column.name]}


def _counted(lost: Lost) -> Iterator[str]:
    for name, count in lost.cut.items():
        if count:
            message = ngettext(
                "%(name)s: %(count)s text is longer than 254 bytes and was cut.",
                "%(name)s: %(count)s texts are longer than 254 bytes and were cut.",
                count,
            )
            yield message % {"name": lost.names[name], "count": count}
    emptied = [lost.names[name] for name, count in lost.emptied.items() if count]
    if emptied:
        yield _("An empty text cannot be told from a missing one: %(names)s.") % {"names": ", ".join(emptied)}
