"""What a host is known to have: interfaces, files, processors. Nothing is known unless asked for.

Every answer may be None, *not known*, and rules stay silent then: a configuration may be linted on another machine
than the one it is for.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from dhcptools.kea.dialect import read_file


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known. ``files`` maps paths to whether they exist, when ``look`` is false, ``addresses`` interfaces to
    their addresses.
    """

    interfaces: frozenset[str] | None = None
    addresses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    processors: int | None = None
    files: dict[str, bool] = field(default_factory=dict)
    look: bool = False

    def addresses_of(self, interface: str) -> tuple[str, ...] | None:
        """The addresses of an interface."""
        if not self.look:
            return self.addresses.get(interface)
        from dhcptools.net.hostaddresses import host_addresses  # noqa: PLC0415 - only who asks pays

        try:
            return host_addresses().get(interface)
        except OSError:
            return None

    def exists(self, path: str) -> bool | None:
        """Whether a file or directory is there."""
        if path in self.files:
            return self.files[path]
        return self._looked(path, os.path.exists)

    def is_directory(self, path: str) -> bool | None:
        """Whether a directory is there."""
        if path in self.files:
            return self.files[path]
        return self._looked(path, os.path.isdir)

    def _looked(self, path: str, seen: Callable[[str], bool]) -> bool | None:
        if not self.look or "\0" in path:
            return None
        try:
            os.stat(path)  # noqa: PTH116 - as the functions beside it
        except PermissionError:
            return None  # the folder is closed to this user: Kea may see what we cannot
        except OSError:
            return False
        return seen(path)

    def mode(self, path: str) -> int | None:
        """The permission bits of a file."""
        if not self.look or "\0" in path:
            return None
        try:
            return stat.S_IMODE(Path(path).stat().st_mode)
        except OSError:
            return None


NOTHING = Facts()


def of_this_host() -> Facts:
    """The facts of the machine this runs on."""
    import socket  # noqa: PLC0415 - only who asks pays

    names = frozenset(name for _, name in socket.if_nameindex())
    return Facts(names, processors=os.cpu_count(), look=True)


def read_facts(path: str) -> Facts:
    """Facts kept as JSON: ``{"interfaces": ["eth0"], "processors": 4, "files": {"/var/lib/kea": true}}``.

    ``interfaces`` may map names to addresses instead: ``{"eth0": ["192.0.2.1"]}``.
    Raises OSError, and ValueError for what is not of that shape.
    """
    try:
        kept = json.loads(read_file(path).decode("utf-8"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(kept, dict) or not kept.keys() <= {"interfaces", "processors", "files"}:
        raise ValueError('host facts are an object with "interfaces", "processors" and "files"')
    names, processors, files = kept.get("interfaces"), kept.get("processors"), kept.get("files", {})
    addresses: dict[str, tuple[str, ...]] = {}
    if isinstance(names, dict):
        if not all(_are_texts(each) for each in names.values()):
            raise ValueError('"interfaces" maps names to lists of addresses')
        addresses = {name: tuple(each) for name, each in names.items()}
    elif names is not None and not _are_texts(names):
        raise ValueError('"interfaces" is a list of names, or maps them to their addresses')
    if processors is not None and (not isinstance(processors, int) or isinstance(processors, bool)):
        raise ValueError('"processors" is a number')
    if not isinstance(files, dict) or not all(isinstance(there, bool) for there in files.values()):
        raise ValueError('"files" says of each path whether it exists')
    return Facts(None if names is None else frozenset(names), addresses, processors, files)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
