"""Keep the published tiles of this host."""

import json
import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tiles.mvt.cache.keeper import Keeper
from tiles.mvt.cache.tree import the_tree


class Command(BaseCommand):
    """Run the keeper, the only one of its folder."""

    help = (
        "Drop published tiles as what they show changes, until stopped (SIGTERM, Ctrl-C); with --once read the log "
        "once, print what was dropped as a line of JSON, and leave the tiles in service."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round only")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        tree = the_tree()
        try:
            with tree.kept():
                self._once(Keeper(tree)) if once else self._until_stopped(Keeper(tree))
        except BlockingIOError as error:
            raise CommandError(f"Another keeper keeps {tree.folder}.") from error

    def _once(self, keeper: Keeper) -> None:
        try:
            done = keeper.open()
        finally:
            keeper.leave()
        told = {"changes": done.changes, "dropped": done.dropped, "ms": round(done.seconds * 1000, 2)}
        self.stdout.write(json.dumps(told))

    def _until_stopped(self, keeper: Keeper) -> None:
        asked = threading.Event()

        def stop(_number: int, _frame: FrameType | None) -> None:
            asked.set()

        for kind in (signal.SIGTERM, signal.SIGINT):
            signal.signal(kind, stop)
        if settings.TILES_PUBLISHED:
            keeper.run(asked.wait)
        else:
            asked.wait()
