"""What this process may do, and giving it up before the first octet from the network is read."""

from __future__ import annotations

import os
import pwd

from dhcptools.net.errors import NetError

CAP_NET_BIND_SERVICE = 10
CAP_NET_ADMIN = 12
CAP_NET_RAW = 13


def effective_capabilities() -> frozenset[int]:
    """Numbers of the capabilities in effect (capabilities(7)), from /proc/self/status; empty when it cannot be read."""
    try:
        # As bytes: after a change of user, Python may no longer be allowed to load a codec it has not used yet.
        with open("/proc/self/status", "rb") as file:  # noqa: PTH123 - pathlib loads slowly, and ping starts here
            status = file.read()
    except OSError:
        return frozenset()
    for line in status.splitlines():
        name, _, value = line.partition(b":")
        if name == b"CapEff":
            mask = int(value, 16)
            return frozenset(number for number in range(mask.bit_length()) if mask >> number & 1)
    return frozenset()


def can_bind(port: int) -> bool:
    """Whether this process may bind a UDP port: unprivileged, or with CAP_NET_BIND_SERVICE."""
    try:
        with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", "rb") as file:  # noqa: PTH123 - as above
            first_free = int(file.read())
    except (OSError, ValueError):
        first_free = 1024
    return port == 0 or port >= first_free or CAP_NET_BIND_SERVICE in effective_capabilities()


def invoker() -> tuple[int, int] | None:
    """User and group id of who called sudo, when this process is root on their behalf."""
    if os.geteuid() != 0:
        return None
    try:
        uid, gid = int(os.environ["SUDO_UID"]), int(os.environ["SUDO_GID"])
    except (KeyError, ValueError):
        return None
    return (uid, gid) if uid > 0 else None


def drop_privileges(user: str | None = None) -> bool:
    """Become ``user``, or who called sudo, for good: no supplementary groups, no way back.

    False when there is nothing to give up: no user was named and sudo was not used. NetError when a named user does
    not exist or the system refuses.
    """
    if user is not None:
        try:
            entry = pwd.getpwnam(user)
        except KeyError as error:
            raise NetError(
                f"cannot become {user}", "there is no such user on this host", "choose one that `getent passwd` lists"
            ) from error
        target = (entry.pw_uid, entry.pw_gid)
    else:
        found = invoker()
        if found is None:
            return False
        target = found
    uid, gid = target
    try:
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    except OSError as error:
        raise NetError(
            f"cannot become user {uid}, group {gid}: {error.strerror}",
            f"changing user needs CAP_SETUID and CAP_SETGID; this process (uid {os.geteuid()}) lacks them",
            "start it with sudo, or without naming a user",
            error.errno,
        ) from error
    if uid != 0 and effective_capabilities():
        raise NetError(
            "privileges are still there after they were given up",
            "the process was told to keep its capabilities (securebits, PR_SET_KEEPCAPS)",
            "start it without them",
        )
    return True
