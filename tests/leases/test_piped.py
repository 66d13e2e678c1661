"""Leases that come through a pipe are those of the file; what would block a reader for ever is refused at once."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dhcptools.leases.faults import StoreError
from dhcptools.leases.locate import locate
from dhcptools.leases.piped import keep, piped, refuse_special
from dhcptools.leases.query import Query
from dhcptools.leases.results import Results

DATA = Path(__file__).resolve().parents[1] / "data"
LEASES = DATA / "kea22" / "kea22-leases4.csv"
EVERYTHING = Query(0, all=True)


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """The ends of a pipe; the test closes the one that is written to."""
    reader, writer = os.pipe()
    yield reader, writer
    os.close(reader)


def addresses(source: str) -> list[str]:
    with Results(locate(source)) as results:
        return [lease.address for lease in results.select(EVERYTHING)]


@pytest.mark.parametrize("text", [LEASES.read_bytes(), LEASES.read_bytes() * 200], ids=["short", "long"])
def test_a_pipe_is_read_to_its_end(pipe: tuple[int, int], text: bytes) -> None:
    reader, writer = pipe

    def write() -> None:
        with os.fdopen(writer, "wb") as file:
            file.write(text)

    thread = threading.Thread(target=write)
    thread.start()
    found = addresses(f"/dev/fd/{reader}")
    thread.join()
    assert found == addresses(str(LEASES))


def test_an_endless_pipe_of_something_else_is_given_up(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    stopped = threading.Event()

    def write() -> None:
        while not stopped.is_set():
            try:
                os.write(writer, b"y\n" * 2048)
            except BrokenPipeError:
                return

    thread = threading.Thread(target=write)
    thread.start()
    try:
        with pytest.raises(StoreError, match="no known lease file begins with 'y'"):
            locate(f"/dev/fd/{reader}")
    finally:
        stopped.set()
        thread.join()
        os.close(writer)


def test_what_was_kept_is_seen_by_the_one_who_judges_its_beginning(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    os.write(writer, b"address,")
    os.close(writer)
    seen: list[bytes] = []
    keep(reader, lambda: seen.append(Path(f"/dev/fd/{reader}").read_bytes()))
    assert seen == [b"address,"]
    assert piped(f"/dev/fd/{reader}") is None  # a file now


def test_which_names_are_pipes(pipe: tuple[int, int], tmp_path: Path) -> None:
    reader, writer = pipe
    assert piped(f"/proc/self/fd/{reader}") == (Path(f"/proc/self/fd/{reader}"), reader)
    for other in (str(tmp_path), "/dev/fd/987654", "pipe", "/dev/stdinx"):
        assert piped(other) is None
    with (tmp_path / "file").open("w") as file:
        assert piped(f"/dev/fd/{file.fileno()}") is None
    os.close(writer)


def test_a_terminal_has_no_leases() -> None:
    master, terminal = os.openpty()
    try:
        with pytest.raises(StoreError, match="from a terminal"):
            piped(f"/dev/fd/{terminal}")
    finally:
        os.close(master)
        os.close(terminal)


def test_pipes_and_sockets_with_names_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket has 108 octets at most
    os.mkfifo("fifo")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        with pytest.raises(StoreError) as caught:
            locate("socket")
        assert caught.value.fix == "ask the server behind it: unix:socket"
    with pytest.raises(StoreError, match="it is a named pipe"):
        locate("fifo")
    refuse_special(tmp_path)
    refuse_special(tmp_path / "absent")
