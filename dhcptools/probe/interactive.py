"""The commands of the interactive mode: what a line asks for. Nothing here reads or sends."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

HELP = """Commands:
  d, discover [MAC]            send a DHCPDISCOVER
  r, request ADDRESS [SERVER]  send a DHCPREQUEST for an address, of one server's offer
  i, inform ADDRESS            send a DHCPINFORM
  release ADDRESS SERVER       send a DHCPRELEASE
  help, ?                      show this
  q, quit, exit                end
"""
HELP6 = """Commands:
  s, solicit                   send a Solicit
  i, inform                    send an Information-request
  help, ?                      show this
  q, quit, exit                end
"""

_WORDS = {
    "d": "discover", "r": "request", "i": "inform", "s": "solicit", "?": "help", "q": "quit", "exit": "quit",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Command:
    """``name`` is one of discover, request, inform, release, solicit, help, quit."""

    name: str
    mac: bytes | None = None
    address: IPv4Address | None = None
    server: IPv4Address | None = None


def command_of(line: str, family: int = 4) -> Command | str:
    """The command of a line, or what is wrong with it."""
    words = line.split()
    if not words:
        return "Enter a command."
    name = _WORDS.get(words[0].lower(), words[0].lower())
    if name in {"help", "quit"}:
        return Command(name)
    known = {"solicit", "inform"} if family == 6 else {"discover", "request", "inform", "release"}
    if name not in known:
        return "Unrecognized command."
    if family == 6:
        return Command(name) if len(words) == 1 else f"{name} takes no argument."
    if name == "discover":
        return _discover(words[1:])
    least, most = {"request": (1, 2), "inform": (1, 1), "release": (2, 2)}[name]
    if not least <= len(words) - 1 <= most:
        return f"{name} needs {'ADDRESS SERVER' if most == 2 else 'ADDRESS'}."
    try:
        addresses = [IPv4Address(word) for word in words[1:]]
    except ValueError as error:
        return f"{error}."
    return Command(name, address=addresses[0], server=addresses[1] if len(addresses) > 1 else None)


def _discover(words: list[str]) -> Command | str:
    if not words:
        return Command("discover")
    try:
        mac = bytes.fromhex(words[0].replace(":", "").replace("-", ""))
    except ValueError:
        mac = b""
    if len(words) > 1 or not 1 <= len(mac) <= 16:
        return f"{' '.join(words)} is no hardware address such as 02:00:5e:00:53:01."
    return Command("discover", mac=mac)
