"""Where leases are: the files of a path or a directory, those that Kea's configuration names, and the usual places.

What a file is decides its content, never its name. A source that begins with ``unix:``, ``http:`` or ``https:`` is a
server to ask, one that begins with ``pgsql:`` or ``mysql:`` a database.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from dhcptools.kea.api.endpoint import is_endpoint
from dhcptools.kea.dialect import DialectError, load
from dhcptools.kea.memfile.siblings import reading_order
from dhcptools.kea.sql.target import Target, configured, is_target
from dhcptools.leases.access import Access, ApiStore, SqlStore
from dhcptools.leases.dnsmasq import LINE
from dhcptools.leases.faults import StoreError
from dhcptools.leases.isc_config import DhcpdConfigError, is_dhcpd_config, named_lease_file, read_dhcpd_config
from dhcptools.leases.piped import STDIN, keep, piped, refuse_special

Kind = Literal["memfile", "isc", "dnsmasq"]

CONFIGURATIONS: Final = tuple(
    Path(f"{folder}/kea-dhcp{family}.conf") for folder in ("/etc/kea", "/usr/local/etc/kea") for family in (4, 6)
)
"""Where packages keep Kea's configuration."""
KEA_FOLDERS: Final = ("/var/lib/kea", "/usr/local/var/lib/kea", "/var/db/kea")
"""Where Kea keeps lease files that have no name in the configuration."""
USUAL: Final = (
    *(Path(f"{folder}/kea-leases{family}.csv") for folder in KEA_FOLDERS for family in (4, 6)),
    *(
        Path(f"{folder}/{name}")
        for folder in ("/var/lib/dhcp", "/var/lib/dhcpd", "/var/db/isc-dhcp")
        for name in ("dhcpd.leases", "dhcpd6.leases")
    ),
    *(
        Path(name)
        for name in ("/var/lib/misc/dnsmasq.leases", "/var/lib/dnsmasq/dnsmasq.leases", "/tmp/dhcp.leases")  # noqa: S108 - where OpenWrt keeps them
    ),
)
"""The lease files of packages."""
_HEADER: Final = b"address,"
_PACKED: Final = (b"\x1f\x8b", b"\xfd7zXZ", b"BZh", b"\x28\xb5\x2f\xfd")
"""How files of gzip, xz, bzip2 and zstd begin."""
_HEAD_OCTETS: Final = 65536
_SIBLINGS: Final = (".1", ".2", ".completed", ".output", ".pid", ".lock")


@dataclass(frozen=True, slots=True)
class Store:
    """A lease file and what wrote it. ``config`` is the Kea configuration that names it, if one did.

    ``among`` others in a directory one that cannot be read does not hide them.
    """

    kind: Kind
    path: Path
    config: Path | None = None
    among: bool = False

    @property
    def name(self) -> str:
        """What is shown as the source of its leases."""
        return str(self.path)


AnyStore = Store | ApiStore | SqlStore


def locate(source: str | None = None, config: str | None = None, access: Access | None = None) -> list[AnyStore]:
    """The stores of a path or directory, of a server, a database, a Kea configuration, or of this host.

    StoreError when there are none. A server is asked who it is, a database what it has; ``access`` says how.
    """
    access = access or Access()
    if source is not None:
        if is_endpoint(source):
            from dhcptools.leases.api import api_stores  # noqa: PLC0415 - HTTP and TLS are for servers

            return [*api_stores(source, access)]
        if is_target(source):
            from dhcptools.leases.sql import sql_stores  # noqa: PLC0415 - databases are for those who have one

            return [*sql_stores(source, access)]
        scheme, found, _ = source.partition("://")
        if found and scheme.isalnum():  # what follows may hold a password, which nothing shows
            raise StoreError(
                f"the source is a URL of {scheme}", "leases are read from no such place",
                "write unix:SOCKET, http://, https://, pgsql:// or mysql://, or the path of a file",
            )  # fmt: skip  # what and why, then the fix
        if not source:
            raise StoreError("the source is empty", "a variable of the shell may be", "name a lease file, or no source")
        if (found_pipe := piped(source)) is not None:
            path, descriptor = found_pipe
            keep(descriptor, lambda: _kind(path))
            return [Store(_kind(path), path)]
        return [*_named(Path(STDIN.get(source, source)))]
    if config is not None:
        return [_configured(Path(config), access)]
    return _of_this_host(access)


def _of_this_host(access: Access) -> list[AnyStore]:
    there = [path for path in CONFIGURATIONS if os.path.exists(path)]  # noqa: PTH110 - False in a closed folder
    stores = [store for path in there if (store := _existing(path, access)) is not None]
    known = {store.path for store in stores if isinstance(store, Store)}
    stores += [Store(_kind(path), path) for path in USUAL if path not in known and _has_leases(path)]
    if not stores:
        for path in there:
            _configured(path, access)  # which says why it leads to no leases
        for path in (*CONFIGURATIONS, *USUAL):
            _refuse_closed(path)
        places = ", ".join(sorted({str(path.parent) for path in (*CONFIGURATIONS, *USUAL)}))
        raise StoreError(
            "there are no leases on this host",
            f"neither a Kea configuration nor a lease file is in {places}",
            "name a lease file, its directory, or a Kea configuration with --config",
        )
    return stores


def lease_place(config: Path) -> tuple[int, Path | Target]:
    """The family of a Kea configuration, and its lease file, which may be Kea's own default, or its database.

    StoreError when it has neither.
    """
    try:
        root = load(str(config)).root.plain()
    except DialectError as error:
        raise StoreError(f"cannot read {config}", str(error), "correct it; Kea refuses it too") from error
    except OSError as error:
        raise unreadable(config, error) from error
    for family in (4, 6):
        server = root.get(f"Dhcp{family}") if isinstance(root, dict) else None
        if not isinstance(server, dict):
            continue
        database = server.get("lease-database")
        entry = database if isinstance(database, dict) else {}
        target = configured(entry)
        if target is not None:
            return family, target
        kind, name = entry.get("type", "memfile"), entry.get("name")
        if kind != "memfile" or entry.get("persist") is False:
            why = "it keeps them in memory alone" if kind == "memfile" else f"it keeps them in {kind}"
            raise StoreError(
                f"{config} names no lease file and no database that can be read", why,
                "name another source, such as unix:SOCKET of the running server",
            )  # fmt: skip  # what and why, then the fix
        if isinstance(name, str) and name:
            return family, Path(name)
        usual = [Path(f"{folder}/kea-leases{family}.csv") for folder in KEA_FOLDERS]
        return family, next((path for path in usual if _has_leases(path)), usual[0])
    raise StoreError(f"{config} is no configuration of Kea's DHCP servers", "it has neither Dhcp4 nor Dhcp6")


def unreadable(path: Path, error: OSError) -> StoreError:
    """What to say about a file that cannot be opened."""
    fix = "name another lease file, or its directory"
    if isinstance(error, PermissionError):
        fix = "run it with sudo, or join the group that owns the file"
    return StoreError(f"cannot read {path}", error.strerror or str(error), fix)


def _refuse_closed(path: Path) -> None:
    """StoreError for what may be there, in a folder that is closed to this user, or behind links in a circle."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        pass  # Kea's clean-up may have left its leases in other files
    except OSError as error:
        raise unreadable(path, error) from error


def _named(path: Path) -> list[Store]:
    _refuse_closed(path)
    refuse_special(path)
    if not path.is_dir():
        if not _has_leases(path):
            raise unreadable(path, FileNotFoundError(2, "No such file or directory"))
        return [Store(_kind(path), path)]
    found: list[Store] = []
    refused: StoreError | None = None
    for entry in sorted(_stems(path)):
        try:
            found.append(Store(_kind(entry), entry, among=True))
        except StoreError as error:  # a directory may hold other things
            if isinstance(error.__cause__, PermissionError):
                refused = refused or error
                if "lease" in entry.name:
                    found.append(Store("memfile", entry, among=True))  # who reads it says why it cannot be
    if not found and refused is not None:
        raise refused
    if not found:
        raise StoreError(f"there is no lease file in {path}", "no file there looks like one", "name the file itself")
    return found


def _stems(folder: Path) -> set[Path]:
    """The files of a directory, those of Kea's clean-up under the name of their lease file."""
    names = set()
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        raise unreadable(folder, error) from error
    for entry in entries:
        if entry.name.endswith((".output", ".pid", ".lock", "~")) or not os.path.isfile(entry):  # noqa: PTH113 - see above
            continue
        suffix = next((suffix for suffix in _SIBLINGS if entry.name.endswith(suffix)), "")
        names.add(entry.with_name(entry.name.removesuffix(suffix)))
    return names


def _configured(config: Path, access: Access) -> AnyStore:
    if is_dhcpd_config(config):
        return Store("isc", _of_dhcpd(config), config)
    family, place = lease_place(config)
    if isinstance(place, Target):
        from dhcptools.leases.sql import configured_store  # noqa: PLC0415 - databases are for those who have one

        return configured_store(place, family, config, access)
    if not _has_leases(place):
        _refuse_closed(place)
        raise StoreError(
            f"cannot read {place}", f"No such file or directory; {config} names it", "is this the host of the server?"
        )
    return Store("memfile", place, config)


def _of_dhcpd(config: Path) -> Path:
    """The lease file of a dhcpd with this configuration. StoreError when there is none."""
    try:
        named = named_lease_file(config)
        name = "dhcpd6.leases" if read_dhcpd_config(config).family == 6 else "dhcpd.leases"
    except DhcpdConfigError as error:
        raise StoreError(f"cannot read {config}", str(error), "correct it") from error
    except OSError as error:
        raise unreadable(config, error) from error
    places = [path for path in USUAL if path.name == name] if named is None else [named]
    found = next((path for path in places if _has_leases(path)), None)
    if found is None:
        where = ", ".join(str(path) for path in places)
        raise StoreError(f"there is no lease file for {config}", f"none is at {where}", "name the lease file too")
    return found


def _existing(config: Path, access: Access) -> AnyStore | None:
    """The store of a configuration that was not asked for: it may have none, or none yet."""
    try:
        _, place = lease_place(config)
    except StoreError:
        return None
    return _configured(config, access) if isinstance(place, Target) or _has_leases(place) else None


def _has_leases(path: Path) -> bool:
    try:
        return bool(reading_order(path))
    except OSError:
        return False


def _kind(path: Path) -> Kind:
    """What wrote a file, by its beginning. StoreError when nothing known did."""
    texts = list(_beginnings(reading_order(path)))
    for text in texts:
        if text.startswith(_HEADER):
            return "memfile"
        lines = [line.strip() for line in text.split(b"\n")[:-1] if line.strip()]
        if any(
            line.startswith((b"lease ", b"ia-na ", b"ia-pd ", b"ia-ta ", b"authoring-byte-order")) for line in lines
        ):
            return "isc"
        if sum(LINE.fullmatch(line) is not None for line in lines) * 2 > len(lines):  # some may be damaged
            return "dnsmasq"
        if lines and all(line.startswith(b"#") for line in lines):
            return "isc"
    if not any(texts):
        return "memfile"  # an empty file holds no leases, whoever made it
    shown = texts[0][:40].split(b"\n")[0].decode(errors="backslashreplace")
    if texts[0].startswith(_PACKED):
        raise StoreError(
            f"cannot read {path}", "it is compressed", f"unpack it on the way: zcat {path} | dhcptool leases show -"
        )
    raise StoreError(
        f"cannot read {path}", f"no known lease file begins with {shown!r}",
        "Kea's lease files begin with 'address,'; those of ISC dhcpd and dnsmasq can be read too",
    )  # fmt: skip  # what and why, then the fix


def _beginnings(paths: Iterable[Path]) -> Iterable[bytes]:
    for path in paths:
        try:
            with path.open("rb") as file:
                yield file.read(_HEAD_OCTETS).lstrip(b"\n")
        except OSError as error:
            raise unreadable(path, error) from error
