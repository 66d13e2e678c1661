"""Some of what the driver tries, in every run: each option with a value or two that nobody means."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from support.namespaces import Namespace

SCRIPT = str(Path(__file__).with_name("cli.py"))


def test_no_option_makes_a_command_fail_without_words() -> None:
    # Coverage would write a file for each of the copies.
    without = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    with Namespace() as alone:
        ran = alone.run([sys.executable, SCRIPT, "--seconds", "20", "--seed", "11", "--each"], timeout=100, env=without)
    tried = re.search(r"^([0-9]+) of [0-9]+ command lines tried with seed 11, 0 failed$", ran.stdout, re.MULTILINE)
    assert tried, ran.stdout
    assert int(tried[1]) > 50
