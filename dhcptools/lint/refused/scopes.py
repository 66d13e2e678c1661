"""Subnets, pools, shared networks and relays: what is malformed or there twice, and has no rule of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dhcptools.lint.model import values
from dhcptools.lint.model.scope import Map, Scope
from dhcptools.lint.model.subnets import PdPool, Pool, Subnet
from dhcptools.lint.refused.lifetimes import enclosing
from dhcptools.lint.refused.refusal import Refusal, placed, too_long

if TYPE_CHECKING:
    from dhcptools.lint.context import Context

_FORMATS: Final = "There are two acceptable formats <min address-max address> or <prefix/len>"
_CLASSES: Final = ("require-client-classes", "evaluate-additional-classes")


def check(context: Context) -> Iterator[Refusal]:
    """Look at every scope."""
    yield from _networks(context)
    for subnet in context.subnets:
        yield from _subnet(subnet)
    for pool in context.pools:
        yield from _pool(pool)
    for prefixes in context.pd_pools:
        yield from _pd_pool(prefixes)
    for scope in context.guarded:
        for key in _CLASSES:
            for item in scope.texts(key):
                if not item.text:
                    yield Refusal(item.node, placed("invalid class name", item.node), "a class without a name")
    for owner in (*context.networks, *context.subnets):
        yield from _relay(owner, context.family)
        yield from _boot(owner)
    yield from _automatic(context)


def _networks(context: Context) -> Iterator[Refusal]:
    seen: set[str] = set()
    entry = context.top.entries.get("shared-networks")
    for network in context.networks:
        if "name" in network.entries and not network.name and type(network.at("name").value) is str:
            prefixes = "".join(f"{subnet.label} " for subnet in network.subnets)
            text = f"Shared-network with subnets {prefixes} is missing mandatory 'name' parameter"
            yield Refusal(network.at("name"), text, "a shared network without a name")
        elif network.name in seen and entry is not None:
            text = f"duplicate network '{network.name}' found in the configuration ({entry.position})"
            yield Refusal(network.at("name"), text, f'shared network "{network.name}" is there twice')
        seen.add(network.name)


def _subnet(subnet: Subnet) -> Iterator[Refusal]:
    over = subnet.text("4o6-subnet")
    if over:
        address, slash, length = over.partition("/")
        text = ""
        if not slash:
            text = f"Missing / in the 4o6-subnet parameter:{over}, expected format: prefix6/length"
        elif values.address6(address) is None and values.address4(address) is None:
            text = f"Failed to convert string to address '{address}': Invalid argument"
        elif not re.fullmatch(r"\+?[0-9]{1,9}", length) or int(length) > 128:
            text = f"subnet configuration failed: Invalid prefix length specified in 4o6-subnet parameter: {over},"
            text += " expected 0..128 value"
        if text:
            yield Refusal(subnet.at("4o6-subnet"), text, f'4o6-subnet "{over}" is no prefix')
    if subnet.family == 6 and subnet.text("interface") and subnet.text("interface-id"):
        text = (
            "subnet configuration failed: parser error: interface (defined for locally reachable subnets) and "
            "interface-id (defined for subnets reachable via relays) cannot be defined at the same time for subnet "
            f"{subnet.label}({subnet.node.position}){enclosing(subnet)}"
        )
        yield Refusal(subnet.at("interface-id"), text, "interface and interface-id exclude each other")


def _pool(pool: Pool) -> Iterator[Refusal]:
    text = pool.text("pool")
    if text is None or pool.range is not None:
        return
    at = pool.at("pool")
    bare = re.sub(r"\s+", "", text)
    ends = bare.split("-")
    numbers = [values.address(end, pool.family) for end in ends]
    if len(ends) == 2 and None not in numbers:
        return  # reversed: KL227
    if "/" not in bare and len(ends) != 2:
        said = f"invalid pool definition: {text}. {_FORMATS}"
    elif "/" in bare and values.prefix(bare, 10 - pool.family) is not None:
        said = f"Failed to create pool defined by: {text}"
    else:
        said = f"Failed to parse pool definition: {text}"
    yield Refusal(at, placed(said, at), f'pool "{text}" is neither FIRST-LAST nor PREFIX/LENGTH')


def _pd_pool(pool: PdPool) -> Iterator[Refusal]:
    node = pool.node
    for key in ("prefix", "excluded-prefix"):
        text = pool.text(key)
        if text is not None and values.address6(text) is None:
            said = f"Failed to convert string to address '{text}': Invalid argument"
            yield Refusal(pool.at(key), placed(said, node), f'{key} "{text}" is no IPv6 address')
            return
    length, delegated = pool.integer("prefix-len"), pool.integer("delegated-len")
    if length is None or delegated is None or not 0 <= length <= 255 or not 0 <= delegated <= 255:
        return
    excluded = pool.integer("excluded-prefix-len")
    if not 1 <= length <= 128:
        text = f"Invalid prefix length: {length}"
        yield Refusal(pool.at("prefix-len"), placed(text, node), f"prefix-len {length} is not from 1 to 128")
    elif delegated < length:
        text = f"Delegated length ({delegated}) must be longer than or equal to prefix length ({length})"
        yield Refusal(pool.at("delegated-len"), placed(text, node), text)
    elif delegated > 128 and not excluded:
        return  # KL233
    elif excluded and excluded > 128:
        text = "invalid delegated or excluded prefix values specified"
        yield Refusal(pool.at("excluded-prefix-len"), placed(text, node), f"excluded-prefix-len {excluded} is over 128")
    elif excluded and excluded < delegated and 0 < excluded <= 255:
        text = f"Excluded prefix ({excluded}) must be longer than or equal to the delegated prefix length ({delegated})"
        yield Refusal(pool.at("excluded-prefix-len"), placed(text, node), text)
    else:
        yield from _excluded(pool, delegated, excluded or 0)


def _excluded(pool: PdPool, delegated: int, length: int) -> Iterator[Refusal]:
    """The prefix that is left out of each delegated one; RFC 6603 §4.2 wants it inside and longer."""
    prefix, written = values.address6(pool.text("prefix") or ""), pool.text("excluded-prefix")
    excluded = values.address6(written or "::")
    if prefix is None or excluded is None or (not length and not excluded):
        return
    shown, own = f"{values.show(excluded, 6)}/{length}", f"{values.show(prefix, 6)}/{delegated}"
    at = pool.at("excluded-prefix" if written else "excluded-prefix-len")
    message = f"excluded-prefix {shown} is not inside the delegated {own}"
    if not excluded or not length:
        message = f"excluded-prefix{'-len' if excluded else ''} is missing or zero: it takes both, or none"
    if not length:
        yield Refusal(at, placed(f"invalid excluded prefix {shown}", pool.node), message)
    elif excluded >> (128 - delegated) != prefix >> (128 - delegated):
        text = f"excluded prefix {shown} must have the same common prefix part of {delegated} as the delegated prefix"
        yield Refusal(at, placed(f"{text} {own}", pool.node), message)
    elif length == delegated:
        text = f"length of the excluded prefix {shown} must be greater than the length of the delegated prefix {own}"
        yield Refusal(pool.at("excluded-prefix-len"), placed(text, pool.node), text)


def _relay(owner: Scope, family: int) -> Iterator[Refusal]:
    relay = owner.child("relay", Map)
    if relay is None:
        return
    holder = owner.entries["relay"]
    for item in relay.texts("ip-addresses"):
        if values.address(item.text, family) is None:
            list_entry = relay.entries["ip-addresses"]
            said = f"address {item.text} is not a valid: IPv{family}address ({list_entry.position})"
            yield Refusal(item.node, said, f'relay "{item.text}" is no IPv{family} address')
    if len(relay.entries) > 1:
        second = list(relay.entries.values())[1]
        said = 'syntax error, unexpected ",", expecting }'
        yield Refusal(second, f"{second.position}: {said}", "relay takes one keyword")
    single = relay.text("ip-address")
    if single is not None and values.address(single, family) is None:
        said = f"address {single} is not a valid: IPv{family}address ({holder.position})"
        yield Refusal(relay.at("ip-address"), said, f'relay "{single}" is no IPv{family} address')


def _boot(owner: Scope) -> Iterator[Refusal]:
    server = owner.text("next-server") if owner.family == 4 else None
    if server and values.address4(server) is None:
        at = owner.at("next-server")
        yield Refusal(at, placed(f"invalid parameter next-server : {server}", at), f'"{server}" is no IPv4 address')
    for key, most in (("server-hostname", 63), ("boot-file-name", 127)):
        said = too_long(owner, key, most)
        if said:
            yield Refusal(owner.at(key), placed(said, owner.at(key)), said)


def _automatic(context: Context) -> Iterator[Refusal]:
    """Ids that Kea before 2.6 makes by counting, and that another subnet has."""
    if context.target >= (2, 6, 0):
        return
    networks = [subnet for network in context.networks for subnet in network.subnets]
    ordered = [*networks, *(subnet for subnet in context.subnets if subnet.network is None)]
    given = {subnet.id for subnet in ordered if subnet.id}
    made = 0
    for subnet in ordered:
        if subnet.id:
            continue
        made += 1
        if made in given:
            text = "can't store subnet because of conflict"
            if subnet.network is None:
                text = f"ID of the new IPv{context.family} subnet '{made}' is already in use"
            message = f"subnet {subnet.label} has no id, and the one that Kea makes for it, {made}, is taken"
            yield Refusal(subnet.node, placed(text, subnet.node), message)
