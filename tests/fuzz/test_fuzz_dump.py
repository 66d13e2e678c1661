"""The driver without atheris: it runs, ends in time, and a replayed input passes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.dumped import DISCOVER, framed

SCRIPT = str(Path(__file__).with_name("dump.py"))


def test_it_ends_in_time_and_says_what_it_did() -> None:
    command = [sys.executable, SCRIPT, "--driver", "random", "--seconds", "0.2", "--seed", "7"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "seed 7: nothing raised" in ran.stdout


def test_an_input_is_replayed() -> None:
    octets = b"\0" + framed(DISCOVER)
    subprocess.run([sys.executable, SCRIPT, "--replay", octets.hex()], timeout=60, check=True)
