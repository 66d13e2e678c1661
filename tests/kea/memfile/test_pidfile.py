"""Who cleans up a lease file: one at a time, Kea's process or ours, and no dead one for ever."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dhcptools.kea.memfile.pidfile import claimed, cleaning, wait_until_clean

SLEEP = "import sys; print(flush=True); sys.stdin.read()"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "leases.csv"


def process(*arguments: str) -> subprocess.Popen[bytes]:
    """A process with these arguments, which ends with its input."""
    command = [sys.executable, "-c", SLEEP, *arguments]
    started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert started.stdout is not None
    started.stdout.readline()
    return started


@pytest.fixture
def other(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Somebody else who cleans up the file."""
    with process("-x", f"{path}.2") as started:
        path.with_name("leases.csv.pid").write_text(f"{started.pid}\n")
        yield started
        started.kill()


def test_nobody(path: Path) -> None:
    assert cleaning(path) is None
    assert wait_until_clean(path, 10) is None


@pytest.mark.parametrize("text", ["", "x", "0", "-1", "9" * 31, "4194304", "1\n2"])
def test_what_names_no_process_is_nobody(path: Path, text: str) -> None:
    path.with_name("leases.csv.pid").write_text(text)
    assert cleaning(path) is None
    with claimed(path):
        assert cleaning(path) == os.getpid()
    assert [found.name for found in path.parent.iterdir()] == []


def test_one_at_a_time(path: Path, other: subprocess.Popen[bytes]) -> None:
    assert cleaning(path) == other.pid
    with pytest.raises(OSError, match=f"process {other.pid} cleans it up now"), claimed(path):
        pass
    assert wait_until_clean(path, 0.01) == other.pid
    assert path.with_name("leases.csv.pid").read_text() == f"{other.pid}\n"


def test_one_who_ended_without_a_word(path: Path, other: subprocess.Popen[bytes]) -> None:
    other.kill()
    assert wait_until_clean(path, 20) is None  # nobody has asked how it ended
    other.wait()
    with claimed(path):
        assert cleaning(path) == os.getpid()
    assert cleaning(path) is None


def test_the_number_of_a_process_that_does_something_else(path: Path) -> None:
    with process("of-another-file.csv") as busy:
        path.with_name("leases.csv.pid").write_text(str(busy.pid))
        assert cleaning(path) is None
        busy.kill()


def test_a_claim_ends_with_an_error(path: Path) -> None:
    with pytest.raises(KeyError), claimed(path):
        raise KeyError
    assert cleaning(path) is None
