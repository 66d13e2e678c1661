"""Which load flags exclude or need one another, as a table in the order in which perfdhcp looks at them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dhcptools.perf.asked import Asked
from dhcptools.perf.flag_kinds import FlagError


@dataclass(frozen=True, slots=True)
class Rule:
    """``broken`` is true where flags cannot go together. ``said``: perfdhcp's sentence, empty where it allows it."""

    broken: Callable[[Asked], bool]
    text: str
    said: str = ""


def _two_way(flag: str, name: str, said: str, given: Callable[[Asked], bool]) -> Rule:
    return Rule(lambda a: a.two_way and given(a), f"{flag}{name} is for the second exchange, which -i leaves out", said)


def _second_template(letter: str, name: str, word: str, given: Callable[[Asked], bool]) -> Rule:
    return Rule(
        lambda a: len(a.templates) < 2 and given(a),
        f"-{letter}, --{name} is an offset in the second template: --template must be given twice",
        f"second/request -T<template-file> must be set to use -{letter}<{word}>",
    )


RULES: Final = (
    Rule(
        lambda a: a.family == 6 and a.broadcast,
        "-B, --broadcast is for DHCPv4: DHCPv6 has no broadcast",
        "-B is not compatible with IPv6 (-6)",
    ),
    Rule(
        lambda a: a.family == 4 and a.rapid_commit,
        "-c, --rapid-commit needs -6",
        "-6 (IPv6) must be set to use -c",
    ),
    Rule(
        lambda a: a.family == 4 and a.encapsulation is not None,
        "-A, --encapsulation needs -6",
        "Can't use -4 with -A, it's a V6 only option.",
    ),
    _two_way(
        "a second -n", ", --requests", "second -n<num-request> is not compatible with -i", lambda a: len(a.requests) > 1
    ),
    Rule(
        lambda a: a.family == 4 and a.lease_type != "address-only",
        "-e, --lease-type other than address-only needs -6",
        "-6 option must be used if lease type other than '-e address-only' is specified",
    ),
    Rule(
        lambda a: bool(a.templates) and a.lease_type != "address-only",
        "-T, --template goes with --lease-type address-only alone",
        "template files may be only used with '-e address-only'",
    ),
    _two_way(
        "a second -d",
        ", --drop-time",
        "second -d<drop-time> is not compatible with -i",
        lambda a: len(a.drop_times_s) > 1 and a.drop_times_s[1] != 1.0,
    ),
    _two_way(
        "a second -D", ", --max-drops", "second -D<max-drop> is not compatible with -i", lambda a: len(a.max_drops) > 1
    ),
    _two_way("-1", ", --use-first", "-1 is not compatible with -i", lambda a: a.use_first),
    _two_way(
        "a second -T",
        ", --template",
        "second -T<template-file> is not compatible with -i",
        lambda a: len(a.templates) > 1,
    ),
    _two_way(
        "a second -X",
        ", --xid-offset",
        "second -X<xid-offset> is not compatible with -i",
        lambda a: len(a.xid_offsets) > 1,
    ),
    _two_way(
        "a second -O",
        ", --random-offset",
        "second -O<random-offset is not compatible with -i",
        lambda a: len(a.random_offsets) > 1,
    ),
    _two_way(
        "-E",
        ", --elapsed-offset",
        "-E<time-offset> is not compatible with -i",
        lambda a: a.elapsed_offset is not None,
    ),
    _two_way(
        "-S",
        ", --server-id-offset",
        "-S<srvid-offset> is not compatible with -i",
        lambda a: a.server_id_offset is not None,
    ),
    _two_way(
        "-I", ", --address-offset", "-I<ip-offset> is not compatible with -i", lambda a: a.address_offset is not None
    ),
    _two_way("-f", ", --renew-rate", "-f<renew-rate> is not compatible with -i", lambda a: a.renew_rate > 0),
    _two_way("-F", ", --release-rate", "-F<release-rate> is not compatible with -i", lambda a: a.release_rate > 0),
    Rule(
        lambda a: a.rapid_commit and not a.two_way,
        "-c, --rapid-commit needs -i, --two-way: there is one exchange, Solicit and Reply",
        "-i must be set to use -c",
    ),
    Rule(
        lambda a: a.rate_pps is not None and a.renew_rate + a.release_rate > a.rate_pps,
        "-f, --renew-rate and -F, --release-rate together are more than -r, --rate: leases would run out",
        "The sum of Renew rate (-f<renew-rate>) and Release rate (-F<release-rate>) must not be greater than the "
        "exchange rate specified as -r<rate>",
    ),
    Rule(
        lambda a: a.rate_pps is None and a.renew_rate > 0,
        "-f, --renew-rate needs -r, --rate",
        "Renew rate specified as -f<renew-rate> must not be specified when -r<rate> parameter is not specified",
    ),
    Rule(
        lambda a: a.rate_pps is None and a.release_rate > 0,
        "-F, --release-rate needs -r, --rate",
        "Release rate specified as -F<release-rate> must not be specified when -r<rate> parameter is not specified",
    ),
    Rule(
        lambda a: len(a.templates) < len(a.xid_offsets),
        "-X, --xid-offset is an offset in a template: it needs as many -T, --template",
        "-T<template-file> must be set to use -X<xid-offset>",
    ),
    Rule(
        lambda a: len(a.templates) < len(a.random_offsets),
        "-O, --random-offset is an offset in a template: it needs as many -T, --template",
        "-T<template-file> must be set to use -O<random-offset>",
    ),
    _second_template("E", "elapsed-offset", "time-offset", lambda a: a.elapsed_offset is not None),
    _second_template("S", "server-id-offset", "srvid-offset", lambda a: a.server_id_offset is not None),
    _second_template("I", "address-offset", "ip-offset", lambda a: a.address_offset is not None),
    Rule(
        lambda a: a.mac_list is not None and bool(a.bases),
        "-M, --mac-list and -b, --base exclude each other: both say who the clients are",
        "Can't use -b with -M option",
    ),
    Rule(
        lambda a: a.elapsed_for_s is not None and a.elapsed_from_s is None,
        "-y, --elapsed-for needs -Y, --elapsed-from",
        "Option -y can't be used without -Y",
    ),
    Rule(
        lambda a: a.elapsed_from_s is not None and a.elapsed_for_s is None,
        "-Y, --elapsed-from needs -y, --elapsed-for",
        "Option -Y can't be used without -y",
    ),
    Rule(
        lambda a: a.family == 4 and bool(a.relay_options),
        "--or is for DHCPv6: Relay-forward is its message",
        "-6 must be explicitly specified before --or is used.",
    ),
)

_AVALANCHE: Final = Rule(
    lambda a: a.avalanche and not a.clients,
    "--scenario avalanche needs -R, --clients: it is over when all of them have a lease",
    "in case of avalanche scenario number\nof clients must be specified using -R option explicitly",
)

_NO_AVALANCHE: Final[dict[str, Callable[[Asked], bool]]] = {
    "-n, --requests": lambda a: bool(a.requests),
    "-p, --period": lambda a: a.period_s is not None,
    "-r, --rate": lambda a: a.rate_pps is not None,
    "-d, --drop-time": lambda a: bool(a.drop_times_s),
    "-D, --max-drops": lambda a: bool(a.max_drops),
    "-t, --interval": lambda a: a.interval_s is not None,
    "-P, --preload": lambda a: a.preload > 0,
    "-w, --wrapped": lambda a: a.wrapped is not None,
}


def check(request: Asked, *, native: bool, last: Callable[[], None] = lambda: None) -> None:
    """Raise FlagError for the first rule broken; ``native`` also refuses what perfdhcp takes and leaves out.

    ``last`` is called before the last rule, where perfdhcp warns of its thread mode.
    """
    for rule in RULES:
        if (native or rule.said) and rule.broken(request):
            raise FlagError(rule.text, rule.said)
    last()
    if _AVALANCHE.broken(request):
        raise FlagError(_AVALANCHE.text, _AVALANCHE.said)
    if not native:
        return
    if request.avalanche:
        for name, given in _NO_AVALANCHE.items():
            if given(request):
                raise FlagError(f"{name} has no meaning in --scenario avalanche: it ends when every client has a lease")
    if request.separator is not None and request.interval_s is None:
        raise FlagError("-C, --separator needs -t, --interval")
