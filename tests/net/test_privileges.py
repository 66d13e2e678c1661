from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dhcptools.net.privileges import (
    CAP_NET_BIND_SERVICE,
    CAP_NET_RAW,
    can_bind,
    drop_privileges,
    effective_capabilities,
    invoker,
)

SCRIPT = """
import os, sys
from dhcptools.net.errors import NetError
from dhcptools.net.privileges import *
try:
    done = drop_privileges(sys.argv[1] if len(sys.argv) > 1 else None)
except NetError as error:
    print(error.what)
    sys.exit()
try:
    os.setuid(0)
    back = True
except OSError:
    back = False
print(done, os.getresuid(), os.getresgid(), os.getgroups(), sorted(effective_capabilities()), back, can_bind(67))
"""


def run(*arguments: str, prefix: tuple[str, ...] = (), **environment: str) -> str:
    done = subprocess.run(
        [*prefix, sys.executable, "-c", SCRIPT, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path), "PATH": os.environ["PATH"], **environment},
    )
    return done.stdout.strip()


def test_capabilities_are_those_of_the_status_file() -> None:
    line = next(
        line for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if line.startswith("CapEff")
    )
    assert sum(1 << number for number in effective_capabilities()) == int(line.split()[1], 16)
    without = run(prefix=("unshare", "--user"))
    assert without.startswith("False ")
    assert " [] False" in without


def test_any_port_above_the_privileged_ones_can_be_bound() -> None:
    assert can_bind(0)
    assert can_bind(40_000)
    assert can_bind(67) is (CAP_NET_BIND_SERVICE in effective_capabilities())


def test_root_is_given_up_for_good_to_who_called_sudo_or_to_a_named_user() -> None:
    if os.geteuid() == 0:
        gone = "(1234, 1234, 1234) (1235, 1235, 1235) [] [] False False"
        assert run(SUDO_UID="1234", SUDO_GID="1235") == f"True {gone}"
        assert run("nobody", SUDO_UID="1234", SUDO_GID="1235").startswith("True (65534, 65534, 65534)")
    else:
        assert run("nobody").startswith("cannot become user 65534")
    assert run("no-such-user") == "cannot become no-such-user"


@pytest.mark.parametrize(("uid", "gid"), [("", ""), ("0", "0"), ("x", "1")])
def test_without_a_caller_nothing_is_given_up(uid: str, gid: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_UID", uid)
    monkeypatch.setenv("SUDO_GID", gid)
    before = (os.getresuid(), effective_capabilities())
    assert invoker() is None
    assert not drop_privileges()
    assert (os.getresuid(), effective_capabilities()) == before


def test_capability_numbers_are_those_of_the_kernel() -> None:
    assert (CAP_NET_BIND_SERVICE, CAP_NET_RAW) == (10, 13)
