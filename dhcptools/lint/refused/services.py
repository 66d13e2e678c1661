"""What ``-t`` refuses beside subnets: interfaces' list, DDNS, D2, the Control Agent, logging of the last two."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dhcptools.kea.tree import Entry, Node
from dhcptools.lint.model import values
from dhcptools.lint.model.scope import Map, Scope
from dhcptools.lint.refused.refusal import Refusal, placed

if TYPE_CHECKING:
    from dhcptools.lint.context import Context

_ALGORITHMS: Final = (
    "HMAC-MD5", "HMAC-SHA1", "HMAC-SHA224", "HMAC-SHA256", "HMAC-SHA384", "HMAC-SHA512",
)  # fmt: skip  # of TSIG, in Kea's letters
_TLS: Final = ("trust-anchor", "cert-file", "key-file")
_PAIRS: Final = re.compile(r"\s*(?:[0-9A-Fa-f]{2}\s*)*")
_MAC_SOURCES: Final = frozenset((
    "any", "raw", "duid", "ipv6-link-local", "client-link-addr-option", "rfc6939", "remote-id", "rfc4649",
    "subscriber-id", "rfc4580", "docsis-cmts", "docsis-modem",
))  # fmt: skip  # names


def check(context: Context) -> Iterator[Refusal]:
    """Look at the parts that the daemon has."""
    for hook in context.hooks:
        if hook.text("library") == "":
            at = hook.at("library")
            text = "hooks library configuration error: value of 'library' element must not be blank"
            yield Refusal(at, placed(text, at), "a hook library without a name")
    if context.daemon == "DhcpDdns":
        yield from _d2(context)
        yield from _loggers(context)
    elif context.daemon == "Control-agent":
        yield from _agent(context.top)
        yield from _loggers(context)
    elif context.family:
        yield from _interfaces(context)
        yield from _ddns(context)
        yield from _lists(context)
        yield from _directory(context)
        yield from _identifier(context.top.child("server-id", Map))
        yield from _access(context)


def _interfaces(context: Context) -> Iterator[Refusal]:
    scope = context.interfaces
    if scope is None:
        return
    entry = scope.entries.get("interfaces")
    seen: set[str] = set()
    for item in scope.texts("interfaces"):
        text = ""
        if not item.text:
            text = "empty interface name used in configuration"
        elif item.text in seen:
            text = f"interface '{item.text}' has already been specified"
            if item.text == "*":
                text = "the wildcard interface '*' can only be specified once"
        elif "/" in item.text:
            address = item.text.partition("/")[2]
            if values.address4(address) is None and values.address6(address) is None:
                text = f"Failed to convert string to address '{address}': Invalid argument"
        seen.add(item.text)
        if text and entry is not None:
            kea = f"Failed to select interface: {text} ({item.node.position}) ({entry.position})"
            yield Refusal(item.node, kea, text)


def _ddns(context: Context) -> Iterator[Refusal]:
    scope = context.ddns
    if scope is None:
        return
    numbers: dict[str, int] = {}
    for key in ("server-ip", "sender-ip"):
        text = scope.text(key)
        if not text and key == "sender-ip":
            continue
        if text is None:
            continue
        number = values.address4(text)
        wide = values.address6(text)
        if number is None and wide is None:
            at = scope.at(key)
            if key == "server-ip":
                why = f"Failed to convert string to address '{text}': Invalid argument"
                kea = f"Failed to convert '{text}' to address: {why}({at.position})"
            else:
                kea = placed(f"invalid address ({text}) specified for parameter '{key}'", at)
            yield Refusal(at, kea, f'{key} "{text}" is no address')
            return
        numbers[key] = 4 if number is not None else 6
    server, sender = scope.text("server-ip") or "127.0.0.1", scope.text("sender-ip")
    family = numbers.get("server-ip", 4)
    if sender and numbers.get("sender-ip") != family:
        mismatch = f"server-ip: {server} is: IPv{family} while sender-ip: {sender}"
        kea = f"D2ClientConfig error: address family mismatch: {mismatch}"
        yield Refusal(scope.at("sender-ip"), kea, "server-ip and sender-ip are of different families")
    protocol = (scope.text("ncr-protocol") or "").upper()
    if protocol == "TCP":
        at = scope.at("ncr-protocol")
        text = "D2ClientConfig error: NCR Protocol: TCP is not supported."
        yield Refusal(at, placed(text, at), "ncr-protocol TCP is not supported")
    port = scope.integer("server-port")
    if sender and sender == server and (53001 if port is None else port) == scope.integer("sender-port"):
        at = scope.at("sender-port")
        text = "D2ClientConfig error: server and sender cannot share the exact same IP address/port"
        yield Refusal(at, f"{text}: {server}/{port}", "server and sender share address and port")


def _lists(context: Context) -> Iterator[Refusal]:
    """Words of lists that the grammar does not look at."""
    top = context.top
    for node in top.nodes("mac-sources"):
        if not isinstance(node.value, str) or node.value not in _MAC_SOURCES:
            said = f"Failed to convert '{node.value}' to any recognized MAC source"
            yield _word(node, said, top.entries["mac-sources"])
    for node in top.nodes("relay-supplied-options"):
        text = node.value
        known = isinstance(text, str) and (text.isdigit() or context.names.code(text) is not None)
        if not known:
            said = f"unable to find option code for the  specified option name '{text}'"
            said += " while parsing the list of enabled relay-supplied-options"
            yield _word(node, said, top.entries["relay-supplied-options"])
    seen: set[str] = set()
    for item in top.texts("host-reservation-identifiers"):
        if item.text in seen:
            holder = top.entries["host-reservation-identifiers"]
            text = f"duplicate host identifier '{item.text}' ({holder.position})"
            yield Refusal(item.node, text, f'"{item.text}" is there twice')
        seen.add(item.text)


def _directory(context: Context) -> Iterator[Refusal]:
    """The directory of DUIDs, which is to be there."""
    path = context.top.text("data-directory")
    if path is None or (path and context.facts.is_directory(path) is not False):
        return
    at = context.top.at("data-directory")
    message = f"data-directory {path} does not exist" if path else "data-directory is empty"
    yield Refusal(at, f"Bad directory '{path}': No such file or directory", message)


def _identifier(scope: Map | None) -> Iterator[Refusal]:
    """The octets of a DUID that the file sets: pairs of digits, which blanks may part."""
    text = None if scope is None else scope.text("identifier")
    if scope is not None and text and not _PAIRS.fullmatch(text):
        at = scope.at("identifier")
        kea = f"identifier specified in the DUID configuration '{text}' is not a valid string of hexadecimal digits"
        yield Refusal(at, placed(kea, at), f'identifier "{text}" is not pairs of hexadecimal digits')


def _access(context: Context) -> Iterator[Refusal]:
    """Parameters of configuration databases, which Kea joins to one text and takes apart at blanks."""
    for database in context.config_databases:
        for key, entry in database.entries.items():
            words = entry.node.value.split() if isinstance(entry.node.value, str) and key != "password" else []
            torn = next((word for word in words[1:] if "=" not in word), None)
            if torn is not None:
                quote = "'" if torn == words[-1] else ""
                kea = f"Cannot parse {torn}{quote}, expected format is name=value"
                holder = context.top.entries["config-control"]
                yield Refusal(entry.node, placed(kea, holder), f'"{key}" may not hold blanks')
                return


def _word(node: Node, said: str, holder: Entry) -> Refusal:
    if not isinstance(node.value, str):
        said = "stringValue() called on non-string Element in"
    return Refusal(node, f"{said} ({holder.position})", said)


def _d2(context: Context) -> Iterator[Refusal]:
    top = context.top
    address = top.text("ip-address")
    if address is not None and values.address4(address) is None and values.address6(address) is None:
        at = top.at("ip-address")
        why = f"Failed to convert string to address '{address}': Invalid argument"
        yield Refusal(
            at, f"Failed to convert '{address}' to address: {why}({at.position})", f'"{address}" is no address'
        )
    yield from _keys(context)
    for domain in (*context.forward_domains, *context.reverse_domains):
        if not domain.name and ("name" not in domain.entries or domain.text("name") == ""):
            yield _lacking(domain, "name", "Ddns domain name cannot be blank")
        if "dns-servers" not in domain.entries:
            text = "a domain without dns-servers"
            yield Refusal(domain.node, "Assertion `px != 0' failed.", f"{text}: kea-dhcp-ddns 2.2 crashes on it")
        for server in domain.servers:
            host, name = server.text("ip-address"), server.text("hostname")
            if name:
                at = server.at("hostname")
                yield Refusal(at, f"{at.position}: hostname is not yet supported", "hostname is not yet supported")
            elif "ip-address" not in server.entries:
                yield _lacking(server, "ip-address", "")
            elif host == "":
                text = "Dns Server must specify one or the other of hostname or IP address"
                yield Refusal(server.at("ip-address"), placed(text, server.node), text)
            elif host is not None and values.address4(host) is None and values.address6(host) is None:
                at = server.at("ip-address")
                yield Refusal(at, placed(f"Dns Server : invalid IP address : {host}", at), f'"{host}" is no address')


def _keys(context: Context) -> Iterator[Refusal]:
    seen: set[str] = set()
    for key in context.tsig_keys:
        for word in ("name", "algorithm", "secret"):
            if word not in key.entries and not (word == "secret" and "secret-file" in key.entries):
                yield _lacking(key, word, "")
                break
            if key.text(word) == "":
                yield _lacking(key, word, f"TSIG key {word} cannot be blank")
                break
        algorithm = key.algorithm
        if algorithm and algorithm.upper() not in _ALGORITHMS:
            at = key.at("algorithm")
            text = f"tsig-key : Unknown TSIG Key algorithm: {algorithm}"
            yield Refusal(at, placed(text, at), f'unknown algorithm "{algorithm}": {", ".join(_ALGORITHMS)}')
        bits = key.integer("digest-bits")
        if bits is not None and (bits < 0 or bits % 8):
            at = key.at("digest-bits")
            text = "TSIG key digest-bits must either be zero or a positive, multiple of eight"
            yield Refusal(at, f"{at.position}: {text}", text)
        secret = key.text("secret")
        if secret and not _is_base64(secret):
            yield Refusal(key.at("secret"), placed("Cannot make D2TsigKey", key.node), "the secret is not base64")
        if ":" in key.name:
            kea = placed("Cannot make D2TsigKey", key.node)
            yield Refusal(key.at("name"), kea, f'"{key.name}": the name of a key may not hold a colon')
        if key.name and key.name in seen:
            text = f"Duplicate TSIG key name specified : {key.name}"
            yield Refusal(key.at("name"), placed(text, key.at("name")), text)
        seen.add(key.name)


def _is_base64(text: str) -> bool:
    try:
        octets = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return base64.b64encode(octets).decode() == text  # bits that pad the last octet are to be 0


def _lacking(scope: Scope, key: str, blank: str) -> Refusal:
    at = scope.at(key)
    if not blank:
        text = f"missing parameter '{key}'"
        return Refusal(at, placed(text, scope.node), text)
    entry = scope.entries.get(key)
    spot = at.position if entry is None else entry.source.position(entry.source.data.find(b":", entry.stop))
    return Refusal(at, f"{spot.file}:{spot.line}.{spot.column}: {blank}", blank)  # Kea means the colon


def _agent(top: Map) -> Iterator[Refusal]:
    given = [key for key in _TLS if top.text(key)]
    if given and len(given) < len(_TLS):
        missing = next(key for key in _TLS if key not in given)
        text = f"{missing} parameter is missing or empty: all or none of TLS parameters must be set"
        yield Refusal(top.at(given[0]), text, text)
    authentication = top.child("authentication", Map)
    if authentication is None:
        return
    for client in authentication.children("clients", Map):
        if "user" not in client.entries and "user-file" not in client.entries:
            text = "user is required in clients items"
            yield Refusal(client.node, placed(text, client.node), text)
        user = client.text("user")
        at = client.at("user")
        if user == "":
            yield Refusal(at, placed("user must not be empty", at), "user must not be empty")
        elif user and ":" in user:
            text = f"user must not contain a ':': '{user}'"
            yield Refusal(at, placed(text, at), text)
        for pair in (("user", "user-file"), ("password", "password-file")):
            if all(key in client.entries for key in pair):
                text = f"{pair[0]} and {pair[1]} are mutually exclusive"
                yield Refusal(client.at(pair[1]), placed(text, client.at(pair[1])), text)


def _loggers(context: Context) -> Iterator[Refusal]:
    """D2 and the Control Agent read their loggers with ``-t``; the DHCP servers do not. KL811 and KL813 see both."""
    for logger in context.loggers:
        if "name" not in logger.entries:
            text = "loggers entry does not have a mandatory 'name' element"
            yield Refusal(logger.node, placed(text, logger.node), text)
        for output in logger.outputs:
            if "output" not in output.entries:
                text = "output_options entry does not have a mandatory 'output' element"
                yield Refusal(output.node, placed(text, output.node), text)
            number = output.integer("maxver")
            if number is not None and number >= 1 << 31:
                text = "bad lexical cast: source type value could not be interpreted as target"
                yield Refusal(output.at("maxver"), text, f"maxver {number} does not fit into 31 bits")
