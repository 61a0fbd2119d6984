"""python -m geo.instance.down: stop what runs; needs no virtual environment, only the standard library."""

import argparse
import sys

from geo.instance import private, serve
from geo.instance.errors import InstanceError
from geo.instance.places import Places


def main() -> int:
    """Stop server and cluster, or what the options name; return 1 with cause and remedy when that fails."""
    parser = argparse.ArgumentParser(prog="python -m geo.instance.down", description=__doc__)
    parser.add_argument("--unless-serving", action="store_true", help="do nothing while a server runs")
    parser.add_argument("--remove", action="store_true", help="then delete cluster, passwords and accounts")
    arguments = parser.parse_args()
    try:
        return _stop(Places.of_this_checkout(), arguments)
    except InstanceError as error:
        print(error, file=sys.stderr)
        return 1


def _stop(places: Places, arguments: argparse.Namespace) -> int:
    if arguments.unless_serving and serve.running(places) is not None:
        return 0
    print(f"server: {'stopped' if serve.stop(places) else 'did not run'}")
    print(f"database: {'stopped' if private.stop(places) else 'did not run'}")
    if arguments.remove:
        private.remove(places)
        print("private database, passwords and demo accounts: deleted")
    return 0


if __name__ == "__main__":
    sys.exit(main())
