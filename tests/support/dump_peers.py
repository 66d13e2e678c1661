"""What other programs print of frames: dhcpdump, which only listens, and tcpdump and tshark, which read files."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from support.captures import pcap
from support.namespaces import Namespace, connect

_LIMIT_S = 20.0


def listened(command: Sequence[str], probe: bytes, frames: Sequence[bytes], last: str, log: Path) -> str:
    """What a program that listens on ``eth0`` prints of frames sent to it, up to the text ``last``; then it is ended.

    ``probe`` goes out until it is seen, since no program says when it has begun to listen: the text has any number of
    it in front.
    """
    with Namespace() as near, Namespace() as far:
        connect(near, far)
        with log.open("w") as out:
            process = far.popen(list(command), stdout=out)
        with near.socket(socket.AF_PACKET, socket.SOCK_RAW) as sender:
            sender.bind(("eth0", 0))
            deadline = time.monotonic() + _LIMIT_S
            while not log.stat().st_size:
                assert time.monotonic() < deadline, f"{command} printed nothing"
                assert process.poll() is None, log.read_text(errors="replace")
                sender.send(probe)
                time.sleep(0.02)
            for frame in frames:
                sender.send(frame)
            while last not in (text := log.read_bytes().decode("utf-8", "surrogateescape")):
                assert time.monotonic() < deadline, f"{command} did not print {last!r}"
                time.sleep(0.02)
    return text


def read(command: Sequence[str], frames: Sequence[bytes], path: Path) -> str:
    """What a program prints of a capture file with these frames; the file's name is the last argument."""
    path.write_bytes(pcap(frames))
    environment = os.environ | {"TZ": "UTC", "LC_ALL": "C.UTF-8"}
    done = subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=60, env=environment)
    return done.stdout.decode("utf-8", "surrogateescape")
