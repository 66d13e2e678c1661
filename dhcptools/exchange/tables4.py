"""The DHCPv4 exchanges as transition tables (RFC 2131 §4.4, figure 5).

A row is (state, event, guard, next state, action); the first that fits is taken. Events are ``start``, ``timer``,
``stop`` and the labels of :data:`REPLIES4`. Guards and actions are explained in client4.
"""

from __future__ import annotations

from typing import Final

from dhcptools.exchange import messages4
from dhcptools.exchange.machine import Table

# label of a reply → option 53 (RFC 2132 §9.6)
REPLIES4: Final = {"offer": messages4.DHCPOFFER, "ack": messages4.DHCPACK, "nak": messages4.DHCPNAK}

# action that sends → label of the request, option 53
REQUESTS4: Final = {
    "send_discover": ("discover", messages4.DHCPDISCOVER),
    "send_request": ("request", messages4.DHCPREQUEST),  # RFC 2131 §4.3.2, generated during SELECTING
    "send_reboot": ("reboot", messages4.DHCPREQUEST),  # generated during INIT-REBOOT
    "send_renew": ("renew", messages4.DHCPREQUEST),  # generated during RENEWING
    "send_rebind": ("rebind", messages4.DHCPREQUEST),  # generated during REBINDING
    "send_decline": ("decline", messages4.DHCPDECLINE),
    "send_release": ("release", messages4.DHCPRELEASE),
    "send_inform": ("inform", messages4.DHCPINFORM),
}

DISCOVER: Final[Table] = (
    ("INIT",       "start", "delayed",  "WAITING",    "wait"),           # §4.4.1: 1 to 10 s against synchronised starts
    ("INIT",       "start", "",         "SELECTING",  "send_discover"),
    ("WAITING",    "timer", "",         "SELECTING",  "send_discover"),
    ("SELECTING",  "offer", "",         "DONE",       "offered"),
    ("SELECTING",  "timer", "may_send", "SELECTING",  "resend"),         # §4.1
    ("SELECTING",  "timer", "",         "FAILED",     "no_reply"),
    ("*",          "stop",  "",         "FAILED",     "stopped"),
)  # fmt: skip

DORA: Final[Table] = (
    ("INIT",       "start", "delayed",  "WAITING",    "wait"),
    ("INIT",       "start", "",         "SELECTING",  "send_discover"),
    ("WAITING",    "timer", "",         "SELECTING",  "send_discover"),
    ("SELECTING",  "offer", "",         "REQUESTING", "send_request"),   # §3.1 step 3
    ("SELECTING",  "timer", "may_send", "SELECTING",  "resend"),
    ("SELECTING",  "timer", "",         "FAILED",     "no_reply"),
    ("REQUESTING", "ack",   "",         "BOUND",      "bound"),
    ("REQUESTING", "nak",   "",         "FAILED",     "nak"),            # §3.1 step 4
    ("REQUESTING", "timer", "may_send", "REQUESTING", "resend"),         # §3.1 step 5
    ("REQUESTING", "timer", "",         "FAILED",     "no_reply"),
    ("*",          "stop",  "",         "FAILED",     "stopped"),
)  # fmt: skip

RAPID_COMMIT: Final[Table] = (
    ("SELECTING",  "ack",   "",         "BOUND",      "bound"),          # RFC 4039 §3.1
    *DORA,
)  # fmt: skip

INIT_REBOOT: Final[Table] = (
    ("INIT",       "start", "delayed",  "WAITING",    "wait"),
    ("INIT",       "start", "",         "REBOOTING",  "send_reboot"),
    ("WAITING",    "timer", "",         "REBOOTING",  "send_reboot"),
    ("REBOOTING",  "ack",   "",         "BOUND",      "bound"),          # §3.2 step 3
    ("REBOOTING",  "nak",   "",         "FAILED",     "nak"),
    ("REBOOTING",  "timer", "may_send", "REBOOTING",  "resend"),
    ("REBOOTING",  "timer", "",         "FAILED",     "no_reply"),
    ("*",          "stop",  "",         "FAILED",     "stopped"),
)  # fmt: skip

RENEW: Final[Table] = (
    ("INIT",       "start", "delayed",  "WAITING",    "wait"),
    ("INIT",       "start", "",         "RENEWING",   "send_renew"),
    ("WAITING",    "timer", "",         "RENEWING",   "send_renew"),
    ("RENEWING",   "ack",   "",         "BOUND",      "bound"),
    ("RENEWING",   "nak",   "",         "FAILED",     "nak"),
    ("RENEWING",   "timer", "may_send", "RENEWING",   "resend"),         # §4.4.5
    ("RENEWING",   "timer", "",         "FAILED",     "no_reply"),
    ("*",          "stop",  "",         "FAILED",     "stopped"),
)  # fmt: skip

REBIND: Final[Table] = (
    ("INIT",       "start", "delayed",  "WAITING",    "wait"),
    ("INIT",       "start", "",         "REBINDING",  "send_rebind"),
    ("WAITING",    "timer", "",         "REBINDING",  "send_rebind"),
    ("REBINDING",  "ack",   "",         "BOUND",      "bound"),
    ("REBINDING",  "nak",   "",         "FAILED",     "nak"),
    ("REBINDING",  "timer", "may_send", "REBINDING",  "resend"),         # §4.4.5
    ("REBINDING",  "timer", "",         "FAILED",     "no_reply"),
    ("*",          "stop",  "",         "FAILED",     "stopped"),
)  # fmt: skip

RELEASE: Final[Table] = (
    ("INIT",       "start", "delayed",  "WAITING",    "wait"),
    ("INIT",       "start", "",         "DONE",       "send_release"),   # §4.4.6: nothing answers
    ("WAITING",    "timer", "",         "DONE",       "send_release"),
    ("*",          "stop",  "",         "FAILED",     "stopped"),
)  # fmt: skip

DECLINE: Final[Table] = (
    ("INIT",       "start", "delayed",  "WAITING",    "wait"),
    ("INIT",       "start", "",         "DONE",       "send_decline"),   # §4.4.4: nothing answers
    ("WAITING",    "timer", "",         "DONE",       "send_decline"),
    ("*",          "stop",  "",         "FAILED",     "stopped"),
)  # fmt: skip

INFORM: Final[Table] = (
    ("INIT",       "start", "delayed",  "WAITING",    "wait"),
    ("INIT",       "start", "",         "INFORMING",  "send_inform"),
    ("WAITING",    "timer", "",         "INFORMING",  "send_inform"),
    ("INFORMING",  "ack",   "",         "DONE",       "informed"),       # §4.4.3
    ("INFORMING",  "timer", "may_send", "INFORMING",  "resend"),
    ("INFORMING",  "timer", "",         "FAILED",     "no_reply"),
    ("*",          "stop",  "",         "FAILED",     "stopped"),
)  # fmt: skip

TABLES4: Final[dict[str, Table]] = {
    "discover": DISCOVER,
    "dora": DORA,
    "rapid-commit": RAPID_COMMIT,
    "init-reboot": INIT_REBOOT,
    "renew": RENEW,
    "rebind": REBIND,
    "release": RELEASE,
    "decline": DECLINE,
    "inform": INFORM,
}
