"""The sentences of the map element, by key: the browser holds keys, translation happens here."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SENTENCES: dict[str, Promise] = {
    "map.label": _("Map of the municipality"),
    "map.keys": _("Arrow keys move the map, plus and minus change the zoom, Enter opens what lies at the centre."),
    "map.empty": _("Nothing is published in this part of the map."),
    "loading": _("Loading…"),
    "retry": _("Try again"),
    "offline": _("There is no network connection. What you see may be incomplete."),
    "tiles.failed": _("Part of the map could not be loaded."),
    "link.unknown": _("This link names something that is not on the map."),
    "search.results": _("Search results"),
    "search.clear": _("Clear the search"),
    "search.count": _("Results: {count}"),
    "search.none": _("Nothing was found for “{words}”. Check the number, or write the name of the district or plan."),
    "search.failed": _("The search does not answer. Check the connection and try again."),
    "search.page": _("Open the search page"),
    "card.label": _("Details"),
    "card.close": _("Close the details"),
    "card.others": _("Also here:"),
    "card.missing": _("There is no public record for this. It may have been replaced."),
    "card.failed": _("The details could not be loaded. Check the connection and try again."),
    "lists": _("Browse as lists"),
    "share.button": _("Copy link"),
    "share.copy": _("Copy a link to this view"),
    "share.copied": _("The link has been copied."),
    "share.done": _("The link has been handed on."),
    "share.cancelled": _("Nothing was shared."),
    "share.unsupported": _("This browser does not allow copying here: copy the address from the address bar."),
    "legend.title": _("Legend and layers"),
    "legend.close": _("Close the legend"),
    "legend.zoom": _("Zoom in to see this layer"),
    "controls.label": _("Map controls"),
    "controls.home": _("Back to the first view"),
    "controls.closer": _("Zoom in"),
    "controls.further": _("Zoom out"),
    "scale.metres": pgettext_lazy("length", "{n} m"),
    "scale.kilometres": pgettext_lazy("length", "{n} km"),
    "locate.button": _("Show my location"),
    "locate.denied": _("Your device does not allow this page to know your location."),
    "locate.unavailable": _("Your location could not be determined."),
    "locate.timeout": _("Your location took too long to determine."),
    "locate.unsupported": _("Your location can be shown only over a secure connection."),
    "locate.outside": _("You are outside the area of this map."),
    "draw.keys": _(
        "Arrow keys move the map, plus and minus change the zoom, Space sets a point or chooses what lies at the"
        " centre, Enter finishes, Backspace takes the last point back."
    ),
    "draw.modes": _("What a tap does"),
    "draw.pick": _("Choose land"),
    "draw.draw": _("Draw"),
    "draw.undo": _("Undo the last point"),
    "draw.finish": _("Finish"),
    "draw.clear": _("Clear"),
    "draw.closer": _("Zoom in until single pieces of land can be tapped."),
    "draw.pick.one": _("Tap the piece of land that is meant."),
    "draw.picked": _("Chosen. Tap another piece to choose it instead."),
    "draw.pick.two": _("Tap the land on both sides of the boundary: {n} of 2 chosen."),
    "draw.pick.many": _("Tap each piece of land that belongs to it; tap again to take it out. Chosen: {n}"),
    "draw.nothing_here": _("There is no numbered land here."),
    "draw.line.start": _("Tap where the line begins: outside the land or on its boundary."),
    "draw.line.next": _("Tap the next point of the line."),
    "draw.line.end": _("Tap the next point; the last one twice, or “Finish”, ends the line."),
    "draw.outline.start": _("Tap the first corner of the outline."),
    "draw.outline.next": _("Tap the next corner."),
    "draw.outline.end": _("Tap the next corner; the last one twice, or “Finish”, closes the outline."),
    "draw.done": _("Drawn. Drag a point to move it, or go on with the form."),
    "draw.typed": _("The points were typed. They appear here when you look at what would be."),
    "draw.failed": _("The exact boundaries could not be loaded: nothing snaps yet."),
    "draw.length": _("Length: {n} m"),
    "draw.area": _("Area: {n} m²"),
}


def sentences() -> dict[str, str]:
    """Return the sentences in the language of the request."""
    return {key: str(sentence) for key, sentence in SENTENCES.items()}
