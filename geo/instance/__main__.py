"""python -m geo.instance COMMAND: the steps of bin/up and bin/test that need the virtual environment."""

import argparse
import sys

from geo.instance import commands, serve
from geo.instance.errors import InstanceError
from geo.instance.places import Places


def main() -> int:
    """Run one command; return 1 with cause and remedy on standard error when it cannot be done."""
    arguments = _arguments()
    try:
        return _run(arguments, Places.of_this_checkout())
    except InstanceError as error:
        if arguments.command == "serve":
            print(f"bin/up stopped at its last step: server.\n{error}", file=sys.stderr)
        else:
            print(error, file=sys.stderr)
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m geo.instance", description=__doc__)
    names = parser.add_subparsers(dest="command", required=True)
    start = names.add_parser("start", help="make demo authority and database server ready; says when it was started")
    start.add_argument("--for-one-run", action="store_true", help="leave var/instance.env alone")
    names.add_parser("provision", help="roles, database, extensions, grants")
    environment = names.add_parser("environment", help="print this run's values as shell lines")
    environment.add_argument("--production", action="store_true", help="as a deployment has them")
    server = names.add_parser("serve", help="run the server and the worker of background jobs until told to stop")
    server.add_argument("--port", type=int, required=True)
    return parser.parse_args()


def _run(arguments: argparse.Namespace, places: Places) -> int:
    match arguments.command:
        case "start":
            commands.ensure_authority(places, _note)
            if commands.start_database(places, _note, keep=not arguments.for_one_run):
                print("started")
        case "provision":
            commands.provision_database(places)
        case "environment":
            print("\n".join(commands.environment_lines(places, production=arguments.production)))
        case "serve":
            return serve.serve(places, arguments.port)
    return 0


def _note(sentence: str) -> None:
    print(f"Note: {sentence}")


if __name__ == "__main__":
    sys.exit(main())
