"""What the installed Kea says of a file: ``kea-dhcp4 -t``, merged with our findings."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Final

from dhcptools.kea.tree import Document, Source
from dhcptools.lint.engine import Result
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import identifiers, load_rule
from dhcptools.lint.versions import OLDEST, Version

PROGRAMS: Final = {
    "Dhcp4": "kea-dhcp4",
    "Dhcp6": "kea-dhcp6",
    "Control-agent": "kea-ctrl-agent",
    "DhcpDdns": "kea-dhcp-ddns",
}
_TIMEOUT_S: Final = 60
_FOLDERS: Final = "/usr/sbin:/usr/local/sbin:/sbin"  # where users' PATH often does not reach
_DOTS: Final = re.compile(r"(?P<file>[^\s:]+):(?P<line>[0-9]+)\.(?P<column>[0-9]+)(?:-(?P<last>[0-9]+))?:")
_COLONS: Final = re.compile(r"(?P<file>[^\s:()]+):(?P<line>[0-9]+):(?P<column>[0-9]+)")


def program(daemon: str | None) -> str | None:
    """The path of a daemon's program; None when it is not installed."""
    name = PROGRAMS.get(daemon or "")
    return None if name is None else shutil.which(name) or shutil.which(name, path=_FOLDERS)


def installed_version() -> Version | None:
    """The version of the Kea on this machine, the first that is found."""
    for daemon in PROGRAMS:
        path = program(daemon)
        if path is None:
            continue
        try:
            done = subprocess.run([path, "-v"], capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
        except (OSError, subprocess.SubprocessError):
            continue
        found = re.match(r"([0-9]+)\.([0-9]+)\.([0-9]+)", done.stdout)
        if found is not None:
            version = (int(found[1]), int(found[2]), int(found[3]))
            return max(version, OLDEST)
    return None


def refusal(path: str, daemon: str) -> str | None:
    """What ``-t`` prints of a file that it refuses; None when it accepts it.

    Raises OSError when the program cannot be run, TimeoutExpired when it does not end.
    """
    command = program(daemon)
    if command is None:
        raise FileNotFoundError(f"{PROGRAMS[daemon]} is not installed")
    done = subprocess.run([command, "-t", path], capture_output=True, timeout=_TIMEOUT_S, check=False)
    if done.returncode == 0:
        return None
    said = done.stderr.decode("utf-8", "surrogateescape").strip()
    return said or f"{PROGRAMS[daemon]} -t ended with status {done.returncode}"


def merge(result: Result, document: Document, said: str) -> None:
    """Add Kea's refusal to the findings of a file, unless one of ours, of what Kea refuses, is at its line."""
    text = re.sub(r"^(?:Syntax check failed with|Error encountered): ", "", said)
    source, start, stop = place(document, said)
    line = source.position(start).line
    for index, finding in enumerate(result.findings):
        same = finding.source.name == source.name and finding.position.line == line
        if same and finding.severity is Severity.ERROR and refused(finding):
            result.findings[index] = finding._replace(kea=finding.kea or text)
            return
    added = Finding("KEA", Severity.ERROR, text, source, start, stop, None, "", "kea", said)
    before = next((i for i, each in enumerate(result.findings) if each.start > start), len(result.findings))
    result.findings.insert(before, added)


def refused(finding: Finding) -> bool:
    """Whether the finding is of what ``-t`` refuses: of a rule about that, or with Kea's words."""
    known = finding.rule in identifiers()
    return bool(finding.kea) or (known and load_rule(finding.rule).rule.kea_check in {"t", "v", "th"})


def place(document: Document, said: str) -> tuple[Source, int, int]:
    """The octets that Kea's message names; the first of the file when it names none."""
    sources = {source.name: source for source in document.sources}
    for pattern in (_DOTS, _COLONS):
        for found in pattern.finditer(said):
            source = sources.get(found["file"])
            if source is None:
                continue
            start = offset(source, int(found["line"]), int(found["column"]))
            last = found.groupdict().get("last")
            length = int(last) - int(found["column"]) + 1 if last else 1
            return source, start, start + max(1, length)
    return document.sources[0], 0, 1


def offset(source: Source, line: int, column: int) -> int:
    """The octet at a line and column that count from 1."""
    at = 0
    for _ in range(line - 1):
        found = source.data.find(b"\n", at)
        if found < 0:
            break
        at = found + 1
    return min(at + column - 1, len(source.data))
