"""``dhcptool init``: write a configuration of Kea to start from."""

from __future__ import annotations

import json
import os
import secrets
import sys
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.files import new_file
from dhcptools.cli.lint_inputs import given_target
from dhcptools.cli.streams import note, result
from dhcptools.cli.tree import common_options

if TYPE_CHECKING:
    from dhcptools.templates.pieces import File

EXAMPLES = (
    ("What there is", "dhcptool init"),
    ("A file to look at", "dhcptool init single --subnet 192.0.2.0/24 --router 192.0.2.1 --interface eth1"),
    (
        "Two partners, for the Kea that is installed",
        "dhcptool init ha-hot-standby --peer 192.0.2.2 --peer 192.0.2.3 --output conf",
    ),
    ("For another version", "dhcptool init v6-pd --prefix 2001:db8:8000::/40 --target 3.0 --output conf"),
)

NOTES = (
    (
        "FILES",
        """
        A template of one file is written to standard output, or with --output DIR to DIR/kea-dhcp4.conf or
        DIR/kea-dhcp6.conf. Those of several files need --output: ha-* write DIR/server1 and DIR/server2, ddns a file
        for kea-dhcp-ddns too. A file that is there is kept unless --force is given. All of them pass 'dhcptool lint'
        and 'kea-dhcp4 -t' as they are; ha-tls expects certificates in /etc/kea/tls.
        """,
    ),
    (
        "DEFAULTS",
        """
        What is not said is of the ranges for documentation (RFC 5737, RFC 3849). Pools are the upper half of their
        subnet, routers its first address, and relays the routers. Give --pool, --router and --relay once for each
        --subnet. The key of ddns is made anew each time, unless --tsig-secret-file names one.
        """,
    ),
)

_MOST_SECRET: Final = 4096  # characters of a file; a key has a few dozen
_SECRET_OCTETS: Final = 32
_PRIVATE: Final = 0o640
_MODE: Final = 0o644


@click.command(context_settings={"auto_envvar_prefix": "DHCPTOOL_INIT"})
@click.argument("template", metavar="[TEMPLATE]", required=False)
@click.option(
    "--target", metavar="VERSION", help="Kea's version: 2.2 … 3.3.  [default: the installed one, else the newest]"
)
@click.option("-i", "--interface", metavar="IF", help="Interface to serve on.  [default: the first of this host]")
@click.option("--subnet", multiple=True, metavar="PREFIX", help="Subnet; repeatable where a template has several.")
@click.option("--pool", multiple=True, metavar="FIRST-LAST", help="Addresses to give away; once for each --subnet.")
@click.option("--router", multiple=True, metavar="IP", help="Router of clients; once for each --subnet.")
@click.option("--relay", multiple=True, metavar="IP", help="Relay agent; once for each --subnet.")
@click.option("--dns", multiple=True, metavar="IP", help="Name server of clients; repeatable.")
@click.option("--domain", default="example.org", show_default=True, metavar="NAME", help="Domain of clients.")
@click.option("--peer", multiple=True, metavar="IP", help="Address of a partner; twice, for ha-*.")
@click.option(
    "--ha-port",
    type=click.IntRange(1, 65535),
    default=8005,
    show_default=True,
    metavar="PORT",
    help="Port that partners listen on.",
)
@click.option(
    "--prefix",
    default="2001:db8:8000::/40",
    show_default=True,
    metavar="PREFIX",
    help="Prefix that v6-pd delegates from.",
)
@click.option(
    "--delegated-length",
    type=click.IntRange(1, 128),
    default=56,
    show_default=True,
    metavar="BITS",
    help="Length of delegated prefixes.",
)
@click.option("--boot-server", default="", metavar="IP", help="Server of boot files, for pxe and classes.")
@click.option(
    "--name-server", default="", metavar="IP", help="Name server that ddns updates.  [default: the first --dns]"
)
@click.option("--tsig-secret-file", metavar="FILE", help="File with the key of ddns in base64.")
@click.option("--hooks", default="", metavar="DIR", help="Directory of hook libraries, where Kea wants it written.")
@click.option("-o", "--output", metavar="DIR", help="Write files below this directory.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with the texts of all files.")
@common_options
def init(
    *,
    template: str | None,
    target: str | None,
    interface: str | None,
    tsig_secret_file: str | None,
    output: str | None,
    force: bool,
    as_json: bool,
    ha_port: int,
    **given: object,
) -> int:
    """Write a configuration of Kea to start from; without TEMPLATE, list the templates."""
    from dhcptools.templates.catalogue import ROWS, files  # noqa: PLC0415 - --help needs none of it
    from dhcptools.templates.settings import Settings, TemplateError  # noqa: PLC0415

    if template is None:
        width = max(len(row.name) for row in ROWS)
        rows = [{"name": row.name, "family": row.family, "about": row.about} for row in ROWS]
        lines = "".join(f"{row.name:{width}}  {row.about}\n" for row in ROWS)
        result(_document(templates=rows) if as_json else lines)
        return Exit.YES
    if template not in {row.name for row in ROWS}:
        names = ", ".join(row.name for row in ROWS)
        raise click.BadParameter(f"{template!r} is none of {names}", param_hint="TEMPLATE")
    version = given_target(target)
    asked: dict[str, Any] = {
        name if name == "dns" or not isinstance(value, tuple) else f"{name}s": value for name, value in given.items()
    }
    settings = Settings(
        target=version,
        interface=interface or _first_interface(),
        port=ha_port,
        secret=_secret(tsig_secret_file),
        **asked,
    )
    try:
        made = files(template, settings)
    except TemplateError as error:
        raise click.UsageError(f"{error}\n  fix: {error.fix}") from error
    if as_json:
        result(_document(template=template, files=[{"name": each.name, "text": each.text} for each in made]))
    elif output is None and len(made) == 1:
        result(made[0].text)
    elif output is None:
        raise click.UsageError(f"{template} is {len(made)} files: name a directory with --output")
    if output is not None:
        _write(made, Path(output), force=force)
    return Exit.YES


def _document(**values: object) -> str:
    return json.dumps({"schema": "dhcptool.init/1", **values}) + "\n"


def _write(made: tuple[File, ...], folder: Path, *, force: bool) -> None:
    """Write all files, or none when one of them is there."""
    places = [folder / each.name for each in made]
    there = [str(place) for place in places if os.path.exists(place)]  # noqa: PTH110 - no error in a closed folder
    if there and not force:
        raise ProblemError(
            f"{', '.join(there)} exists already", "a configuration that may be in use is not overwritten",
            "name another --output directory, or say --force",
        )  # fmt: skip  # what, why, fix
    for each, place in zip(made, places, strict=True):
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ProblemError(
                f"cannot make {place.parent}", error.strerror or str(error), "name a directory you may write to"
            ) from error
        with new_file(str(place), _PRIVATE if '"secret"' in each.text else _MODE) as new:
            new.write_text(each.text, encoding="utf-8")
        note(f"wrote {place}")


def _first_interface() -> str:
    """The first interface beside loopback; eth0 where there is none."""
    import socket  # noqa: PLC0415 - only here

    names = [name for _, name in socket.if_nameindex() if name != "lo"] if sys.platform == "linux" else []
    return names[0] if names else "eth0"


def _secret(path: str | None) -> str:
    """A key in base64: that of a file, or a new one."""
    if path is None:
        return b64encode(secrets.token_bytes(_SECRET_OCTETS)).decode()
    try:
        with Path(path).open(encoding="ascii") as file:
            return file.read(_MOST_SECRET).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ProblemError(
            f"cannot read {path}", str(error), "name a file with the key in base64, as tsig-keygen writes it"
        ) from error
