"""The worker: takes jobs one after the other, several at a time, each in a thread of its own."""

from django.conf import settings
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app, connector_params
from procrastinate.contrib.django.django_connector import DjangoConnector

#: The database's alias for connections that listen: past a pooler of connections.
LISTENING = "direct"


def worker_app() -> App:
    """Return a second application over the same jobs, whose own queries go through connections of their own.

    The first keeps Django's connection, so that a job which defers another does so in its own transaction. (The
    library's `replace_connector` would take that away from all jobs while a worker runs.)
    """
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("the application's jobs do not go through Django's connection")
    second = App(
        connector=PsycopgConnector(kwargs=connector_params(LISTENING)),
        worker_defaults=app.worker_defaults,
        periodic_defaults=app.periodic_defaults,
    )
    second.tasks, second.periodic_registry = app.tasks, app.periodic_registry
    return second


def run(*, wait: bool) -> None:
    """Do jobs until a signal asks to stop, or, without `wait`, those that are there.

    What runs when a signal comes may end; what outlasts the patience of whoever sent it is killed with the process,
    and begins again (services.take_up_stalled).
    """
    worker_app().run_worker(wait=wait, concurrency=settings.JOBS_AT_ONCE)
