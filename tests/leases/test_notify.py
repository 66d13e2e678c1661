from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from dhcptools.leases.notify import Changes


def always() -> bool:
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
def test_a_change_ends_the_wait(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    with Changes([path], 60) as changes:
        assert changes.told
        (tmp_path / "other").write_text("")
        path.with_name("x.csv.1").write_text("a")
        changes.wait(always, 60)
        writer = threading.Timer(0.05, path.write_text, ("b",))
        writer.start()
        begun = time.monotonic()
        changes.wait(always, 60)
        assert time.monotonic() - begun < 30
        writer.join()


def test_without_the_kernel_it_looks_again(tmp_path: Path) -> None:
    with Changes([tmp_path / "x"], 0.01, poll=True) as changes:
        assert not changes.told
        changes.wait(always, 60)


@pytest.mark.parametrize("poll", [True, False])
def test_an_unwanted_wait_ends(poll: bool, tmp_path: Path) -> None:
    with Changes([tmp_path / "x"], 60, poll=poll) as changes:
        changes.wait(lambda: False, 60)
        changes.wait(always, 0.01)


def test_folders_that_are_gone_are_polled(tmp_path: Path) -> None:
    with Changes([tmp_path / "gone" / "x"], 0.01) as changes:
        assert not changes.told
    with Changes([], 0.01) as changes:
        assert not changes.told
