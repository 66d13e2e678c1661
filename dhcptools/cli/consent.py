"""Asking before many leases of somebody's server are taken."""

from __future__ import annotations

import sys
from ipaddress import ip_address

import click

from dhcptools.perf.plan import Exchange, Plan


def leases_taken(plan: Plan) -> int | None:
    """How many leases the run may take at most; None when nothing but the pool ends it."""
    two_way = plan.exchange in {Exchange.DO, Exchange.SA}
    if two_way and not plan.content.rapid_commit:
        return 0
    if any(share.name == "decline" for share in plan.mix):
        return None  # a declined address stays out of use, and its client takes another one
    return len(plan.content.macs) or plan.clients


def is_harmless(plan: Plan) -> bool:
    """Whether the server is on the loopback interface of this host."""
    return plan.embedded or (plan.interface is None and ip_address(plan.server.partition("%")[0]).is_loopback)


def ask(plan: Plan, allowed: int) -> None:
    """Let a run that takes more than ``allowed`` leases from a server begin only if somebody at a terminal agrees.

    UsageError where nobody can be asked, Abort when the answer is no.
    """
    taken = leases_taken(plan)
    if is_harmless(plan) or (taken is not None and taken <= allowed):
        return
    where = f"every server on {plan.interface}" if plan.interface else f"{plan.server} port {plan.server_port}"
    if taken is None:
        what = f"This declines addresses of {where}, which then stay out of use: its pool may run empty."
    else:
        what = f"This takes up to {taken} leases from {where}: its pool may run empty, and others get none."
    agree = f"--yes {taken}" if taken is not None else "--yes all"
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError(f"{what} {agree} says that this is meant")
    if not click.confirm(f"{what} Go on?", err=True):
        raise click.Abort
