"""The process behind Embedded: serves until its standard input ends.

It says its address and port in one line on standard output when it is ready, and nothing else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from dhcpserver.serve import run
from dhcpserver.settings import Listen, Settings


def settings(family: int) -> Settings:
    """A large pool on a free port of loopback, for whoever asks."""
    from dataclasses import replace  # noqa: PLC0415 - one use

    if family == 4:
        made = Settings.from_flags(
            family=4, pools=["10.0.0.1-10.255.255.254"], subnet="10.0.0.0/8", routers=["10.255.255.254"],
            options=["domain-name-servers=10.255.255.254"], lifetime=7200, listen=["127.0.0.1:0"], quiet=True,
        )  # fmt: skip  # the target of DHCPv4
    else:
        made = Settings.from_flags(
            family=6, pools=["2001:db8::1:0-2001:db8:0:ffff:ffff:ffff:ffff:ffff"], subnet="2001:db8::/32",
            prefixes=["2001:db8:8000::/33/64"], options=["dns-servers=2001:db8::1"], lifetime=7200,
            listen=["[::1]:0"], quiet=True,
        )  # fmt: skip  # the target of DHCPv6
    return replace(made, test_target=True)


def say(bound: Sequence[Listen]) -> None:
    """One line: address and port."""
    sys.stdout.write(f"{bound[0].address} {bound[0].port}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    """Serve the family named by the only argument."""
    os.set_blocking(0, False)
    run(settings(int(arguments[0])), ready=say, lifeline=0)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
