"""Each worker of the server has its reader of files ready before the first file comes."""

import threading

import pytest

from geo.exchange.reading import services
from geo.exchange.reading.errors import ReadingUnavailable
from geo.instance import workers


def end_threads() -> None:
    for thread in threading.enumerate():
        if thread.name == "reader":
            thread.join(30)


def test_a_new_worker_has_a_reader_that_it_did_not_wait_for():
    services._reader.end()
    workers.post_fork(None, None)
    end_threads()
    running = services._reader.process
    assert running is not None and running.poll() is None
    with services._reader.lock:
        assert services._reader.running() is running, "the first file uses the same one"


def test_a_system_without_confinement_is_told_and_does_not_stop_the_worker(monkeypatch, caplog):
    def refuse() -> None:
        raise ReadingUnavailable(reason="no seccomp")

    monkeypatch.setattr(services, "start", refuse)
    workers.post_fork(None, None)
    end_threads()
    assert "no seccomp" in caplog.text


@pytest.mark.parametrize("option", ["--config", f"file:{workers.__file__}"])
def test_the_server_is_told_of_it(option: str):
    from geo.instance.serve import server_command

    assert option in server_command(8000)
