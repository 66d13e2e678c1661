"""The flags of a load run as one table: every flag of perfdhcp 2.2, and of 3.3 where that has more.

The options of ``dhcptool perf``, the reader of ``dhcptool compat perfdhcp``, its usage text and the man pages all come
from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dhcptools.perf import flag_kinds as kinds
from dhcptools.perf.flag_kinds import Kind


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag. ``letter`` may be empty, ``name`` is the long name and, with underscores, the parameter's name.

    ``argument`` is perfdhcp's word for the argument. ``times``: how often it may be given, 0 for any number; where it
    is 1 the last one counts. ``family`` 4 or 6: of that family only, 0 of both. ``said`` is perfdhcp's sentence for a
    value it refuses. ``native``: how ``dhcptool perf`` reads the argument, where it takes more than perfdhcp.
    """

    letter: str
    name: str
    kind: Kind
    argument: str
    default: str
    times: int
    family: int
    help: str
    said: str = ""
    native: Kind | None = None

    @property
    def key(self) -> str:
        """The name of its values."""
        return self.name.replace("-", "_")

    @property
    def takes_argument(self) -> bool:
        """Whether an argument follows."""
        return bool(self.kind.metavar)


FLAGS: Final[tuple[Flag, ...]] = (
    Flag("1", "use-first", kinds.SWITCH, "", "", 1, 0,
         "Name the server of the first OFFER or ADVERTISE in all requests."),
    Flag("4", "ipv4", kinds.SWITCH, "", "", 1, 0, "DHCPv4; the default."),
    Flag("6", "ipv6", kinds.SWITCH, "", "", 1, 0, "DHCPv6."),
    Flag("A", "encapsulation", kinds.ENCAPSULATION, "encapsulation-level", "1", 1, 6,
         "Relay agents that requests pass; 0: they come straight from clients.",
         "-A<encapsulation-level> must be a positive integer", kinds.RELAYS),
    Flag("b", "base", kinds.BASE, "base", "mac=00:0c:01:02:03:04", 4, 0,
         "MAC address or DUID that clients are numbered from."),
    Flag("B", "broadcast", kinds.SWITCH, "", "", 1, 4,
         "Set the broadcast flag in requests, and allow a broadcast address as SERVER."),
    Flag("c", "rapid-commit", kinds.SWITCH, "", "", 1, 6, "Ask for the lease at once (RFC 9915 §21.14); needs -i."),
    Flag("C", "separator", kinds.ANY_TEXT, "separator", "", 1, 0,
         "Write the lines of -t as numbers with TEXT between them; the preamble is left out."),
    Flag("d", "drop-time", kinds.SECONDS, "drop-time", "1", 2, 0,
         "Seconds after which a request is lost; the second one is for REQUEST."),
    Flag("D", "max-drops", kinds.DROPS, "max-drop", "", 2, 0,
         "End when that many requests, or that share of them, are lost; the second one is for REQUEST."),
    Flag("e", "lease-type", kinds.LEASES, "lease-type", "address-only", 1, 0,
         "address-only, prefix-only or address-and-prefix; the latter two are of DHCPv6."),
    Flag("E", "elapsed-offset", kinds.NATURAL, "time-offset", "v4 8, v6 84", 1, 0,
         "Offset of secs or of the elapsed time option in the second template; 0: the default one.",
         "value of time-offset: -E<value> must not be a negative integer"),
    Flag("f", "renew-rate", kinds.POSITIVE, "renew-rate", "", 1, 0, "Renewals to send in a second.",
         "value of the renew rate: -f<renew-rate> must be a positive integer"),
    Flag("F", "release-rate", kinds.POSITIVE, "release-rate", "", 1, 0, "Releases to send in a second.",
         "value of the release rate: -F<release-rate> must be a positive integer"),
    Flag("g", "thread-mode", kinds.THREADS, "thread-mode", "", 1, 0,
         "single or multi: how perfdhcp uses cores. Here one thread sends and receives in either case."),
    Flag("h", "help", kinds.SWITCH, "", "", 1, 0, "Show this message and exit."),
    Flag("i", "two-way", kinds.SWITCH, "", "", 1, 0, "Only the first exchange: DISCOVER-OFFER or SOLICIT-ADVERTISE."),
    Flag("I", "address-offset", kinds.POSITIVE, "ip-offset", "v4 240, v6 40", 1, 0,
         "Offset of the requested address or of the IA_NA option in the second template.",
         "value of ip address offset: -I<value> must be a positive integer"),
    Flag("J", "relay-list", kinds.FILE, "remote-address-list-file", "", 1, 0,
         "File of addresses, one a line: each exchange takes one as giaddr or link-address."),
    Flag("l", "local", kinds.LOCAL, "local-address|interface", "", 1, 0,
         "Local address, or interface whose address to use."),
    Flag("L", "local-port", kinds.LOCAL_PORT, "local-port", "0", 1, 0, "Local port; 0: as relays do.",
         "value of local port: -L<value> must not be a negative integer"),
    Flag("M", "mac-list", kinds.FILE, "mac-list-file", "", 1, 0,
         "File of MAC addresses, one a line: each exchange takes one."),
    Flag("n", "requests", kinds.POSITIVE, "num-request", "", 2, 0,
         "End when N exchanges were started; the second one: when N REQUESTs were sent.",
         "value of num-request: -n<value> must be a positive integer"),
    Flag("N", "server-port", kinds.REMOTE_PORT, "remote-port", "0", 1, 0, "Server's port; 0: 67 or 547.",
         "value of remote port: -L<value> must not be a negative integer"),
    Flag("o", "raw-option", kinds.OPTION, "code,hexstring", "", 0, 0, "Put an option into every request."),
    Flag("O", "random-offset", kinds.OFFSET, "random-offset", "v4 35, v6 21", 2, 0,
         "Offset of the last octet of the client's number in the template; the second one is for the second template.",
         "value of random offset: -O<value> must be greater than 3"),
    Flag("p", "period", kinds.WHOLE_SECONDS, "test-period", "", 1, 0, "End after S seconds.",
         "value of test period: -p<value> must be a positive integer", kinds.SECONDS),
    Flag("P", "preload", kinds.NATURAL, "preload", "0", 1, 0,
         "Send N first requests at once before the run; they are not counted.",
         "number of preload packets: -P<value> must not be a negative integer"),
    Flag("r", "rate", kinds.POSITIVE, "rate", "", 1, 0,
         "Exchanges to start in a second; without it as many as can be sent.",
         "value of rate: -r<value> must be a positive integer"),
    Flag("R", "clients", kinds.CLIENTS, "num-clients", "1, 10000 with the built-in server", 1, 0,
         "Distinct clients.",
         "value of -R <value> must be non-negative integer"),
    Flag("s", "seed", kinds.NATURAL, "seed", "", 1, 0, "Repeat the random choices and the transaction ids of a run.",
         "value of seed: -s <seed> must be non-negative integer"),
    Flag("S", "server-id-offset", kinds.POSITIVE, "srvid-offset", "v4 54, v6 22", 1, 0,
         "Offset of the server identifier in the second template.",
         "value of server id offset: -S<value> must be a positive integer"),
    Flag("", "scenario", kinds.SCENARIO, "name", "basic", 1, 0,
         "basic, or avalanche: all clients at once, each again and again until it is answered."),
    Flag("t", "interval", kinds.WHOLE_SECONDS, "report", "", 1, 0, "Write a line of counts every S seconds.",
         "value of report delay: -t<value> must be a positive integer"),
    Flag("T", "template", kinds.FILE, "template-file", "", 2, 0,
         "File with the first request in hexadecimal; the second one is for REQUEST.",
         "template file name not specified, expected -T<filename>"),
    Flag("u", "unique", kinds.SWITCH, "", "", 1, 0,
         "Count addresses held by two clients in the report and fail when there are any."),
    Flag("v", "version", kinds.SWITCH, "", "", 1, 0, "Show the version and exit."),
    Flag("V", "extended-version", kinds.SWITCH, "", "", 1, 0, "Show the version and what it runs on, and exit."),
    Flag("W", "exit-wait", kinds.MICROSECONDS, "exit-wait-time", "", 1, 0,
         "Microseconds to wait for answers after the last request; else as long as they can come in time.",
         "value of exist wait time: -W<value> must not be a negative integer"),
    Flag("w", "wrapped", kinds.PROGRAM, "script_name", "", 1, 0,
         "Run PROGRAM start before the load and PROGRAM stop after it.",
         "command for wrapped mode: -w<command> must be specified"),
    Flag("x", "diagnostics", kinds.SELECTION, "diagnostic-selector", "", 1, 0,
         "Say more: a arguments, e why it ended, i waits, l leases, s server, t times, T packets.",
         "value of diagnostics selectors: -x<value> must be specified"),
    Flag("X", "xid-offset", kinds.POSITIVE, "xid-offset", "v4 4, v6 1", 2, 0,
         "Offset of the transaction id in the template; the second one is for the second template.",
         "value of transaction id: -X<value> must be a positive integer"),
    Flag("Y", "elapsed-from", kinds.SECONDS_AGO, "time", "", 1, 0,
         "From second S on first requests say that their client has been waiting; needs -y.",
         "value of time: -Y<value> must be a non negative integer"),
    Flag("y", "elapsed-for", kinds.WHOLE_SECONDS, "time", "", 1, 0, "For how many seconds they say so.",
         "value of time: -y<value> must be a positive integer"),
    Flag("", "or", kinds.RELAY_OPTION, "[level:]code,hexstring", "", 0, 6,
         "Put an option into the Relay-forward message of relay agent LEVEL; 1, the default: the one next to clients.",
         "", kinds.ANY_RELAY_OPTION),
)  # fmt: skip

BY_LETTER: Final = {flag.letter: flag for flag in FLAGS if flag.letter}
BY_KEY: Final = {flag.key: flag for flag in FLAGS}
ONCE: Final = frozenset({"relay_list", "mac_list"})
"""Flags that are refused when they come twice, though one counts."""

LONG: Final = ("scenario", "or")
"""The long options that perfdhcp has."""

TOO_OFTEN: Final = {
    "base": "-b<value> already specified, unexpected occurrence of 5th -b<value>",
    "max_drops": "values of maximum drops: -D<value> already specified, unexpected 3rd occurrence of -D<value>",
    "requests": "value of maximum number of requests: -n<value> already specified, unexpected 3rd occurrence of "
                "-n<value>",
    "random_offset": "random offsets already specified, unexpected 3rd occurrence of -O<value>",
    "template": "template files are already specified, unexpected 3rd -T<filename> occurrence",
    "xid_offset": "transaction ids already specified, unexpected 3rd -X<value> occurrence",
    "relay_list": "only one -J option can be specified",
    "mac_list": "only one -M option can be specified",
}  # fmt: skip
"""perfdhcp's sentence for a flag given once too often; where it has none the last one counts."""
