"""What Kea answers: a result, a text, arguments.

Rules this file keeps:

- 0 is success and 3 is success with nothing found; 2 is a command that the server lacks, mostly for want of a hook
  library, which is named; 1, 4 and 5 are failures in the server's own words;
- a Unix socket answers an object, the Control Agent and HTTP sockets a list with one answer a service;
- an HTTP server that refuses us answers an object with the HTTP status as its result.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from dhcptools.kea.api.secrets import redact
from dhcptools.net.errors import NetError

SUCCESS: Final = 0
ERROR: Final = 1
UNSUPPORTED: Final = 2
EMPTY: Final = 3
_HOOKS: Final = (
    ("stat-lease", "libdhcp_stat_cmds.so"),
    ("lease", "libdhcp_lease_cmds.so"),
    ("ha-", "libdhcp_ha.so"),
    ("subnet", "libdhcp_subnet_cmds.so"),
    ("network", "libdhcp_subnet_cmds.so"),
    ("reservation", "libdhcp_host_cmds.so"),
    ("perfmon-", "libdhcp_perfmon.so"),
)
"""Which hook library brings commands that begin so; the first row that fits."""
_SHOWN: Final = 200


class ApiError(NetError):
    """A server that cannot be asked, or that refuses. ``result`` is its result where it gave one."""

    def __init__(self, what: str, why: str, fix: str, result: int | None = None) -> None:
        super().__init__(what, why, fix)
        self.result = result


@dataclass(frozen=True, slots=True)
class Answer:
    """One service's answer."""

    result: int
    text: str = ""
    arguments: object = None

    @property
    def members(self) -> dict[str, object]:
        """The arguments when they are an object, else an empty one."""
        return self.arguments if isinstance(self.arguments, dict) else {}


def hook_of(command: str) -> str | None:
    """The hook library that a server needs for a command; None for commands that every server has."""
    if command == "leases-reclaim":
        return None
    return next((library for prefix, library in _HOOKS if command.startswith(prefix)), None)


def lacking(command: str, server: str) -> ApiError:
    """A command that the server does not have."""
    hook = hook_of(command)
    if hook is None:
        why, fix = f"this release of Kea does not have the command {command}", "ask a newer one"
    else:
        why = f"the command {command} comes with the hook library {hook}, which the server has not loaded"
        fix = f'add {{ "library": "…/hooks/{hook}" }} to "hooks-libraries" of its configuration and reload it'
    return ApiError(f"{server} does not have the command {command}", why, fix, UNSUPPORTED)


def decode(octets: bytes | bytearray, server: str) -> object:
    """The JSON value of an answer. ApiError when it is none."""
    try:
        try:
            text = octets.decode()
        except UnicodeDecodeError:
            text = octets.decode("latin-1")  # in which Kea keeps strings
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        why = "the answer is empty" if not octets else f"the answer is no JSON: {error}"
        raise ApiError(f"{server} does not speak Kea's control protocol", why, "is it a socket of Kea's?") from None


def unpack(document: object, server: str) -> Answer:
    """The one answer of a document: of an object, or of a list's only member. ApiError when it is none."""
    found = document[0] if isinstance(document, list) and len(document) == 1 else document
    if isinstance(found, dict):
        result, text = found.get("result"), found.get("text", "")
        if isinstance(result, int) and not isinstance(result, bool):
            return Answer(result, text if isinstance(text, str) else "", found.get("arguments"))
    shown = json.dumps(redact(document))
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    raise ApiError(
        f"{server} does not speak Kea's control protocol", f"it answered {shown}", "is it a socket of Kea's?"
    )


def judge(answer: Answer, command: str, server: str) -> Answer:
    """The answer when it is a success, perhaps an empty one; ApiError otherwise."""
    if answer.result in {SUCCESS, EMPTY}:
        return answer
    if answer.result == UNSUPPORTED:
        raise lacking(command, server)
    if answer.result == 401:
        why = "authentication failed" + (f": {answer.text}" if answer.text else "")
        fix = "name who you are with --user, and the file of the password with --password-file"
        raise ApiError(f"{server} does not let us in", why, fix, answer.result)
    if answer.result == 403:
        fix = f"let this user's role use {command} (hook library libca_rbac.so or libdhcp_rbac.so)"
        raise ApiError(f"{server} does not let us use {command}", answer.text or "Forbidden", fix, answer.result)
    fix = "see the server's log"
    if "forward" in answer.text:
        fix = "start that server, or ask for the others only: --service dhcp4, --service dhcp6"
    raise ApiError(f"{server} refused {command}", answer.text or f"result {answer.result}", fix, answer.result)
