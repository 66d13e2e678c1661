"""Every option of every command, with values that no one means: no traceback, no exit 70, no hang.

    python tests/fuzz/cli.py [--seconds S] [--seed N] [--only 'leases show'] [--each]

Each run is a copy of one process that has imported everything. It works in an empty folder and, where namespaces can be
made, without a network but loopback. What fails is printed as a command line.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import pkgutil
import random
import resource
import select
import shlex
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "server")]

import dhcpserver  # noqa: E402 - found by the paths above
import dhcptools  # noqa: E402
from dhcptools.cli import main  # noqa: E402
from dhcptools.cli.commands import COMMANDS  # noqa: E402
from dhcptools.cli.tree import dhcptool as tree  # noqa: E402

PATIENCE_S = 0.4  # what still runs then is one that goes on: serve, ping, watch
HANG_S = 10.0  # how long it may take to end when it is told to
MEMORY_OCTETS = 8 << 30
ENDS = {0, 1, 2, 3, 4, 5, 130}
PACKET = "01010600e4b06ce60000000000000000000000000000000000000000" + "02005e005301" + "00" * 202 + "63825363350101ff"
VALUES = (
    "", "0", "-1", "1", "x", "x" * 100_000, "\udcff\udcfe", "9" * 40, "1e309", "nan", "inf", "-inf", "/proc/none/here",
    "/dev/full", "/dev/null", ".", "-", "a,b,,c", "=", "1=", "\n", "\x1b]0;x\x07", "é", "0x10", "%s{}", "1/0", "::/0",
    "2001:db8::1", "127.0.0.1", "255.255.255.255", "lo", "1s@1", "9999-99-99", "file#1",
)  # fmt: skip
SEAMS = ("closed stdin", "closed stdout", "closed stderr", "full stdout", "full stderr", "broken pipe")
BASE = {  # what makes a command do its work, at once
    "class test": ["option[53].exists", "--packet", PACKET],
    "completion": ["bash"],
    "discover": ["-i", "lo", "--timeout", "0.1"],
    "dump": ["--hex", PACKET],
    "init": ["single"],
    "leases check": ["leases.csv"],
    "leases diff": ["leases.csv", "leases.csv"],
    "leases export": ["leases.csv", "--format", "json"],
    "leases show": ["leases.csv"],
    "leases stats": ["leases.csv"],
    "leases watch": ["leases.csv"],
    "lint": ["kea-dhcp4.conf"],
    "lint rule": ["KL302"],
    "options": ["82"],
    "perf": ["-n", "1"],
    "perf compare": ["run.json", "run.json"],
    "perf find-max": ["-p", "0.1", "--most", "10", "--begin", "1"],
    "perf report": ["run.json"],
    "ping": ["-s", "127.0.0.1", "-c", "1", "--timeout", "0.1"],
    "query": ["discover", "--relay", "--target", "127.0.0.1", "--timeout", "0.1"],
    "serve": ["--listen", "127.0.0.1:0", "--pool", "192.0.2.10-192.0.2.20"],
}


class Case(NamedTuple):
    """A command line and what is wrong with its streams."""

    arguments: tuple[str, ...]
    seam: str = ""

    def __str__(self) -> str:
        shown = shlex.join(("dhcptool", *(each if len(each) < 200 else f"{each[:20]}…" for each in self.arguments)))
        return f"{ascii(shown)[1:-1]}{f', {self.seam}' if self.seam else ''}"


def cases() -> Iterator[Case]:
    """All there are, command by command."""
    with tree.make_context("dhcptool", [], resilient_parsing=True) as context:
        for name, _, _ in COMMANDS:
            command = tree.get_command(context, name)
            assert command is not None
            words = tuple(name.split())
            base = tuple(BASE.get(name, ()))
            yield from (Case((*words, *base), seam) for seam in SEAMS)
            yield from (Case((*words, value)) for value in VALUES)
            for parameter in command.params:
                if isinstance(parameter, click.Option):
                    flag = parameter.opts[-1]
                    if parameter.is_flag or parameter.count:
                        yield Case((*words, *base, flag))
                        yield from (Case((*words, *base, flag), seam) for seam in SEAMS)
                    else:
                        yield from (Case((*words, *base, flag, value)) for value in VALUES)
                        yield Case((*words, *base, flag))


def preload() -> None:
    """Import every module, so that a copy of this process starts in milliseconds."""
    for package in (dhcptools, dhcpserver):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__") and module.name != "dhcpserver.pytest_plugin":
                importlib.import_module(module.name)


def furnish() -> None:
    """Put the files that :data:`BASE` names into the working directory."""
    Path("kea-dhcp4.conf").write_text('{"Dhcp4": {"subnet4": [{"id": 1, "subnet": "192.0.2.0/24"}]}}')
    Path("leases.csv").write_text(
        "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context\n"
        "192.0.2.10,02:00:5e:00:53:01,,3600,4000000000,1,0,0,pc1,0,\n"
    )
    child = os.fork()
    if child == 0:
        _streams(Path("furnish.err"), "")
        _become(Case(("perf", "-r", "100", "-n", "5", "--output", "run.json")))
    os.waitpid(child, 0)


def run(case: Case) -> str:
    """Run it; what is wrong with what it did, or nothing."""
    said = Path("stderr")
    child = os.fork()
    if child == 0:
        try:
            _streams(said, case.seam)
            _become(case)
        except KeyboardInterrupt:
            os._exit(130)
        finally:
            os._exit(71)
    code = _ended(child)
    text = said.read_text("utf-8", "replace") if said.exists() else ""
    if code not in ENDS:
        return f"ended with {code}: {text[-500:]}"
    wrong = ("Exception ignored",) if "--debug" in case.arguments else ("Exception ignored", "Traceback")
    return f"a traceback: {text[-1500:]}" if any(each in text for each in wrong) else ""


def _become(case: Case) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background may have it ignored
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_OCTETS, MEMORY_OCTETS))
    sys.argv = ["dhcptool", *case.arguments]
    try:
        main.script()
    except KeyboardInterrupt:  # it came when all was said
        os._exit(130)
    except SystemExit as ended:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        code = ended.code
        with contextlib.suppress(BaseException):
            sys.stderr.flush()
        try:
            sys.stdout.flush()
        except (OSError, ValueError):  # what Python answers with 120 at its end
            code = 120
        os._exit(code if isinstance(code, int) else 1)
    os._exit(72)


def _streams(said: Path, seam: str) -> None:
    """Give this process streams of its own, made as Python makes them at its start."""
    said.unlink(missing_ok=True)
    reader, writer = os.pipe()
    os.close(reader)
    places = [
        os.open(os.devnull, os.O_RDONLY),
        os.open(os.devnull, os.O_WRONLY),
        os.open(said, os.O_WRONLY | os.O_CREAT),
    ]
    full = os.open("/dev/full", os.O_WRONLY)
    if seam.startswith("full"):
        places[1 if "stdout" in seam else 2] = full
    elif seam == "broken pipe":
        places[1] = writer
    for number, place in enumerate(places):
        os.dup2(place, number)
    closed = ("stdin", "stdout", "stderr").index(seam.split()[1]) if seam.startswith("closed") else -1
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if number == closed:
            os.close(number)
            setattr(sys, name, None)
        else:
            mode = "r" if number == 0 else "w"
            setattr(sys, name, open(number, mode, encoding="utf-8", errors="surrogateescape", closefd=False))  # noqa: SIM115


def _ended(child: int) -> int | str:
    watch = os.pidfd_open(child)
    try:
        for sent, limit in ((0, PATIENCE_S), (signal.SIGINT, HANG_S), (signal.SIGKILL, HANG_S)):
            if sent:
                os.kill(child, sent)
            if select.select([watch], [], [], limit)[0]:
                _, status = os.waitpid(child, 0)
                return "a hang" if sent == signal.SIGKILL else os.waitstatus_to_exitcode(status)
    finally:
        os.close(watch)
    raise AssertionError(child)


def one_of_each(every: list[Case]) -> list[Case]:
    """The first case of each option, and of each seam and each argument of a command."""
    found: dict[tuple[str, str], Case] = {}
    for case in every:
        name = next(
            name for name, _, _ in reversed(COMMANDS) if case.arguments[: len(name.split())] == tuple(name.split())
        )
        added = [each for each in case.arguments if each.startswith("-") and each not in BASE.get(name, ())][:1]
        found.setdefault((name, case.seam or " ".join(added)), case)
    return list(found.values())


def fuzz(seconds: float, seed: int, only: str = "", *, each: bool = False) -> list[str]:
    """Try as many as there is time for, in an order by ``seed``, or with ``each`` one of a kind; the failures."""
    every = [case for case in cases() if " ".join(case.arguments).startswith(only)]
    random.Random(seed).shuffle(every)
    if each:
        every = one_of_each(every)
    failures = []
    here = Path.cwd()
    preload()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ |= {"HOME": folder, "XDG_CONFIG_HOME": folder}
        furnish()
        end = time.monotonic() + seconds
        tried = 0
        for case in every:
            if time.monotonic() > end:
                break
            tried += 1
            if wrong := run(case):
                failures.append(f"{case}\n    {wrong}")
                print(failures[-1], flush=True)
        os.chdir(here)
    print(f"{tried} of {len(every)} command lines tried with seed {seed}, {len(failures)} failed", flush=True)
    return failures


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--each", action="store_true")
    given = parser.parse_args()
    return 1 if fuzz(given.seconds, given.seed, given.only, each=given.each) else 0


if __name__ == "__main__":
    sys.exit(_main())
