"""The DHCPv6 exchanges as transition tables (RFC 9915 §18.2).

A row is (state, event, guard, next state, action); the first that fits is taken. Events are ``start``, ``timer``,
``stop`` and the labels of :data:`REPLIES6`. Guards and actions are explained in client6.
"""

from __future__ import annotations

from typing import Final

from dhcptools.exchange.machine import Table
from dhcptools.packet import names6

# label of a reply → msg-type (RFC 9915 §7.3)
REPLIES6: Final = {"advertise": names6.ADVERTISE, "reply": names6.REPLY}

# action that sends → label of the request, msg-type
REQUESTS6: Final = {
    "send_solicit": ("solicit", names6.SOLICIT),
    "send_request": ("request", names6.REQUEST),
    "send_confirm": ("confirm", names6.CONFIRM),
    "send_renew": ("renew", names6.RENEW),
    "send_rebind": ("rebind", names6.REBIND),
    "send_release": ("release", names6.RELEASE),
    "send_decline": ("decline", names6.DECLINE),
    "send_information_request": ("information_request", names6.INFORMATION_REQUEST),
}

SOLICIT: Final[Table] = (
    ("INIT",        "start",     "delayed",   "WAITING",     "wait"),           # §18.2.1: 0 to SOL_MAX_DELAY
    ("INIT",        "start",     "",          "SOLICITING",  "send_solicit"),
    ("WAITING",     "timer",     "",          "SOLICITING",  "send_solicit"),
    ("SOLICITING",  "advertise", "",          "DONE",        "advertised"),
    ("SOLICITING",  "timer",     "may_send",  "SOLICITING",  "resend"),
    ("SOLICITING",  "timer",     "",          "FAILED",      "no_reply"),
    ("*",           "stop",      "",          "FAILED",      "stopped"),
)  # fmt: skip

SARR: Final[Table] = (
    ("INIT",        "start",     "delayed",   "WAITING",     "wait"),
    ("INIT",        "start",     "",          "SOLICITING",  "send_solicit"),
    ("WAITING",     "timer",     "",          "SOLICITING",  "send_solicit"),
    ("SOLICITING",  "advertise", "at_once",   "REQUESTING",  "send_request"),   # §18.2.1: preference 255, RT over
    ("SOLICITING",  "advertise", "",          "SOLICITING",  "keep"),           # §18.2.1: until the first RT ends
    ("SOLICITING",  "timer",     "collected", "REQUESTING",  "send_request"),
    ("SOLICITING",  "timer",     "may_send",  "SOLICITING",  "resend"),
    ("SOLICITING",  "timer",     "",          "FAILED",      "no_reply"),
    ("REQUESTING",  "reply",     "assigned",  "BOUND",       "bound"),          # §18.2.10.1
    ("REQUESTING",  "reply",     "",          "FAILED",      "refused"),
    ("REQUESTING",  "timer",     "may_send",  "REQUESTING",  "resend"),         # §18.2.2
    ("REQUESTING",  "timer",     "",          "FAILED",      "no_reply"),
    ("*",           "stop",      "",          "FAILED",      "stopped"),
)  # fmt: skip

RAPID_COMMIT: Final[Table] = (
    ("SOLICITING",  "reply",     "assigned",  "BOUND",       "bound"),          # §18.2.1
    ("SOLICITING",  "reply",     "",          "FAILED",      "refused"),
    *SARR,
)  # fmt: skip

RENEW: Final[Table] = (
    ("INIT",        "start",     "delayed",   "WAITING",     "wait"),
    ("INIT",        "start",     "",          "RENEWING",    "send_renew"),
    ("WAITING",     "timer",     "",          "RENEWING",    "send_renew"),
    ("RENEWING",    "reply",     "assigned",  "BOUND",       "bound"),
    ("RENEWING",    "reply",     "",          "FAILED",      "refused"),
    ("RENEWING",    "timer",     "may_send",  "RENEWING",    "resend"),         # §18.2.4
    ("RENEWING",    "timer",     "",          "FAILED",      "no_reply"),
    ("*",           "stop",      "",          "FAILED",      "stopped"),
)  # fmt: skip

REBIND: Final[Table] = (
    ("INIT",        "start",     "delayed",   "WAITING",     "wait"),
    ("INIT",        "start",     "",          "REBINDING",   "send_rebind"),
    ("WAITING",     "timer",     "",          "REBINDING",   "send_rebind"),
    ("REBINDING",   "reply",     "assigned",  "BOUND",       "bound"),
    ("REBINDING",   "reply",     "",          "FAILED",      "refused"),
    ("REBINDING",   "timer",     "may_send",  "REBINDING",   "resend"),         # §18.2.5
    ("REBINDING",   "timer",     "",          "FAILED",      "no_reply"),
    ("*",           "stop",      "",          "FAILED",      "stopped"),
)  # fmt: skip

CONFIRM: Final[Table] = (
    ("INIT",        "start",     "delayed",   "WAITING",     "wait"),           # §18.2.3: 0 to CNF_MAX_DELAY
    ("INIT",        "start",     "",          "CONFIRMING",  "send_confirm"),
    ("WAITING",     "timer",     "",          "CONFIRMING",  "send_confirm"),
    ("CONFIRMING",  "reply",     "success",   "BOUND",       "confirmed"),      # §18.2.10.3
    ("CONFIRMING",  "reply",     "",          "FAILED",      "refused"),
    ("CONFIRMING",  "timer",     "may_send",  "CONFIRMING",  "resend"),
    ("CONFIRMING",  "timer",     "",          "FAILED",      "no_reply"),
    ("*",           "stop",      "",          "FAILED",      "stopped"),
)  # fmt: skip

RELEASE: Final[Table] = (
    ("INIT",        "start",     "delayed",   "WAITING",     "wait"),
    ("INIT",        "start",     "",          "RELEASING",   "send_release"),
    ("WAITING",     "timer",     "",          "RELEASING",   "send_release"),
    ("RELEASING",   "reply",     "",          "DONE",        "released"),       # §18.2.10.2: whatever the status says
    ("RELEASING",   "timer",     "may_send",  "RELEASING",   "resend"),         # §18.2.7
    ("RELEASING",   "timer",     "",          "FAILED",      "no_reply"),
    ("*",           "stop",      "",          "FAILED",      "stopped"),
)  # fmt: skip

DECLINE: Final[Table] = (
    ("INIT",        "start",     "delayed",   "WAITING",     "wait"),
    ("INIT",        "start",     "",          "DECLINING",   "send_decline"),
    ("WAITING",     "timer",     "",          "DECLINING",   "send_decline"),
    ("DECLINING",   "reply",     "",          "DONE",        "released"),       # §18.2.10.2
    ("DECLINING",   "timer",     "may_send",  "DECLINING",   "resend"),         # §18.2.8
    ("DECLINING",   "timer",     "",          "FAILED",      "no_reply"),
    ("*",           "stop",      "",          "FAILED",      "stopped"),
)  # fmt: skip

INFORMATION_REQUEST: Final[Table] = (
    ("INIT",        "start",     "delayed",   "WAITING",     "wait"),           # §18.2.6: 0 to INF_MAX_DELAY
    ("INIT",        "start",     "",          "INFORMING",   "send_information_request"),
    ("WAITING",     "timer",     "",          "INFORMING",   "send_information_request"),
    ("INFORMING",   "reply",     "success",   "DONE",        "informed"),       # §18.2.10.4
    ("INFORMING",   "reply",     "",          "FAILED",      "refused"),
    ("INFORMING",   "timer",     "may_send",  "INFORMING",   "resend"),
    ("INFORMING",   "timer",     "",          "FAILED",      "no_reply"),
    ("*",           "stop",      "",          "FAILED",      "stopped"),
)  # fmt: skip

TABLES6: Final[dict[str, Table]] = {
    "solicit": SOLICIT,
    "sarr": SARR,
    "rapid-commit": RAPID_COMMIT,
    "renew": RENEW,
    "rebind": REBIND,
    "confirm": CONFIRM,
    "release": RELEASE,
    "decline": DECLINE,
    "information-request": INFORMATION_REQUEST,
}
