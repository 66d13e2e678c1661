"""What ``ping`` prints: a line an answer, and a summary, in the manner of ping(8)."""

from __future__ import annotations

from dhcptools.probe.ping import Answer, Summary, Target
from dhcptools.report.terminal import escape

_QUESTIONS = {
    (4, "discover"): "DHCPDISCOVER",
    (4, "request"): "DHCPREQUEST",
    (4, "inform"): "DHCPINFORM",
    (6, "discover"): "Solicit",
    (6, "request"): "Renew",
    (6, "inform"): "Information-request",
}
_STRAYS_SHOWN = 3


def opening(target: Target, local: str, port: int) -> str:
    """Who is asked, what, and from where."""
    identity = target.duid.hex(":") if target.family == 6 else target.mac.hex(":")
    name = "DUID" if target.family == 6 else "MAC"
    part = "" if target.relay is None else " as a relay agent"
    how = _QUESTIONS[target.family, target.question]
    return f"PING {target.server} by {how} from {local} port {port}{part}, {name} {identity}\n"


def line(answer: Answer) -> str:
    """One answer, or that there was none and what came instead."""
    if not answer.kind:
        shown = "; ".join(escape(reason) for reason in answer.strays[:_STRAYS_SHOWN])
        more = len(answer.strays) - _STRAYS_SHOWN
        ignored = f" (ignored: {shown}{f'; and {more} more' if more > 0 else ''})" if answer.strays else ""
        return f"no answer: seq={answer.sequence}{ignored}\n"
    words = [f"{answer.kind} from {answer.source}: seq={answer.sequence}"]
    words += [f"server-id={answer.server_id}"] if answer.server_id else []
    words += [f"address={answer.address}"] if answer.address else []
    words += [f"time={answer.rtt_ns / 1e6:.3f} ms"] if answer.rtt_ns is not None else []
    words += [f'"{escape(answer.message)}"'] if answer.message else []
    return " ".join(words) + "\n"


def summary(target: Target, done: Summary, elapsed_ns: int) -> str:
    """How many were answered, how many refused, and how fast."""
    sent = len(done.answers)
    heard = [answer for answer in done.answers if answer.kind]
    refused = sum(not answer.good for answer in heard)
    lost = 100 * (sent - len(heard)) / sent if sent else 0
    counts = f"{sent} requests sent, {len(heard)} answered, {refused} refused, {lost:g}% unanswered"
    text = f"\n--- {target.server} DHCP ping statistics ---\n{counts}, time {elapsed_ns / 1e6:.0f} ms\n"
    rtt = done.rtt_ms()
    if rtt is not None:
        figures = "/".join(f"{value:.3f}" for value in rtt.values())
        text += f"rtt {'/'.join(rtt)} = {figures} ms\n"
    return text


def nagios(done: Summary, warning_ms: float | None, critical_ms: float | None) -> tuple[int, str]:
    """The state (0 OK, 1 WARNING, 2 CRITICAL) and the one line of a monitoring plugin, with its performance data."""
    heard = [answer for answer in done.answers if answer.kind]
    rtt = done.rtt_ms()
    limits = ";".join("" if limit is None else f"{limit / 1e3:g}" for limit in (warning_ms, critical_ms))
    data = f"answered={len(heard)};;;0;{len(done.answers)}"
    if rtt is None:
        return 2, f"DHCP CRITICAL - no answer to {len(done.answers)} requests | rtt=U;{limits};0 {data}\n"
    mean = rtt["mean"]
    data = f"rtt={mean / 1e3:.6f}s;{limits};0 {data}"
    refusal = next((answer for answer in heard if not answer.good), None)
    if refusal is not None:
        words = escape(refusal.message or "the request was refused").replace("|", "/")
        return 2, f"DHCP CRITICAL - {refusal.kind} from {refusal.source}: {words} | {data}\n"
    last = heard[-1]
    lost = len(done.answers) - len(heard)
    state = 0
    if critical_ms is not None and mean > critical_ms:
        state = 2
    elif lost or (warning_ms is not None and mean > warning_ms):
        state = 1
    gone = f", {lost} of {len(done.answers)} unanswered" if lost else ""
    what = f"{last.kind} from {last.source}" + (f", {last.address}" if last.address else "")
    return state, f"DHCP {('OK', 'WARNING', 'CRITICAL')[state]} - {what}, rtt {mean:.3f} ms{gone} | {data}\n"
