"""GET /tiles/live: which tiles of an open map have changed, as a stream of events or for who asks now and then."""

import json
import re
import time
from collections.abc import Iterator

from django.db import connections
from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from geo.accounts.policies import memberships_of, territories_of
from geo.municipalities.middleware import unscoped
from geo.web.refusal import refuse
from geo.web.streams import stopping
from tiles.mvt.events import Event, LiveBusy, Territories, Watch, missed, position, the_hub

__all__ = ["live", "position"]
#: A word at least so often: proxies and browsers keep what speaks, and whoever left is noticed.
BEAT_SECONDS = 10.0
#: A stream ends then and begins anew: rights that were taken meanwhile are read again.
STREAM_SECONDS = 600.0
RETRY_SECONDS = 5
_POSITION = re.compile(r"\d{1,19}:\d{1,19}:(\d{1,19}(,\d{1,19}){0,99})?", re.ASCII)


@unscoped
@require_safe
def live(request: HttpRequest) -> HttpResponseBase:
    """Answer what changed after `since` (or Last-Event-ID), both texts that an earlier answer gave as `id`.

    Accept: text/event-stream → events `hello` {id} and `tiles` {id, layers, tiles: boxes in EPSG:3857}; else JSON
    {id, changes: [{layers, tiles}], whole}. `whole`: too much was missed, everything may have changed. 503 with
    Retry-After when this process carries no more streams.
    """
    territories = frozenset(territories_of(request.user)) if memberships_of(request.user).exists() else None
    since = request.GET.get("since", "") or request.headers.get("Last-Event-ID", "")
    if "text/event-stream" not in request.headers.get("Accept", ""):
        return _answer(since, territories)
    try:
        watch = the_hub.join(territories)
    except LiveBusy as error:
        response = refuse(request, error)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    try:
        first = _since(since, watch.since, territories)
        stream = _Stream(watch, first)
    except BaseException:
        watch.leave()
        raise
    return StreamingHttpResponse(
        stream, content_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )


def _answer(since: str, territories: Territories) -> JsonResponse:
    until = position()
    events = _since(since, until, territories)
    told = {
        "id": until,
        "changes": [{"layers": one["layers"], "tiles": one["tiles"]} for one in events if "layers" in one],
        "whole": any("whole" in one for one in events),
    }
    return JsonResponse(told, headers={"Cache-Control": "no-store"})


def _since(since: str, until: str, territories: Territories) -> list[Event]:
    if not since:
        return []
    if not _POSITION.fullmatch(since):
        return [{"id": until, "whole": True}]
    return missed(since, until, territories)


class _Stream:
    """The text of a stream; gives its place back when it ends, is closed, or was never begun."""

    def __init__(self, watch: Watch, first: list[Event]) -> None:
        self._watch, self._text = watch, _text(watch, first)

    def __iter__(self) -> Iterator[str]:
        return self._text

    def close(self) -> None:
        """Leave."""
        self._watch.leave()


def _text(watch: Watch, first: list[Event]) -> Iterator[str]:
    # The thread is this stream's for minutes: its connections are not.
    for alias in ("default", "tiles"):
        if not connections[alias].in_atomic_block:
            connections[alias].close()
    yield "retry: 3000\n" + _said("hello", {"id": watch.since})
    for missed_event in first:
        yield _said("tiles", missed_event)
    ends, beat = time.monotonic() + STREAM_SECONDS, time.monotonic() + BEAT_SECONDS
    while time.monotonic() < ends and not stopping():
        event = watch.next(1.0)
        if event is not None:
            yield _said("tiles", event)
        elif time.monotonic() < beat:
            continue
        else:
            yield ": beat\n\n"
        beat = time.monotonic() + BEAT_SECONDS


def _said(kind: str, event: Event) -> str:
    return f"event: {kind}\nid: {event['id']}\ndata: {json.dumps(event, separators=(',', ':'))}\n\n"
