"""The loggers stand in a top-level map of their own.

## What it does
Finds a top-level `Logging`.

## Why is this bad
Since 1.7.10 a file has one top-level keyword, the daemon's, and its loggers are inside. Kea does not start.

## Example
```json
{
  "Logging": { "loggers": [ { "name": "kea-dhcp4", "severity": "INFO" } ] },
  "Dhcp4": { "valid-lifetime": 4000 }
}
```

## Use instead
```json
{
  "Dhcp4": { "loggers": [ { "name": "kea-dhcp4", "severity": "INFO" } ], "valid-lifetime": 4000 }
}
```

## Kea versions
Deprecated in 1.6, refused by `-t` since 1.7.10. The fix moves the list as it is, with its comments; loggers of other
daemons, which old files had side by side, go with it and are told by KL815.

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dhcptools.kea.tree import Entry
from dhcptools.lint.context import Context
from dhcptools.lint.edits import add_member, remove_member
from dhcptools.lint.finding import Finding, Fix, Place, Severity
from dhcptools.lint.model.scope import Map
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL106", "logging-removed", Severity.ERROR, "t", fixable=True, daemons=EVERY)

_INDENT: Final = re.compile(rb"[ \t]*")


def check(context: Context) -> Iterator[Finding]:
    """Look at the top-level keywords."""
    for fault in context.faults("daemon"):
        if fault.name == "Logging" and fault.entry is not None:
            message = 'top-level "Logging" was removed in 1.7.10; put its "loggers" inside '
            message += f'"{context.daemon or "Dhcp4"}"'
            kea = f"{fault.source.position(fault.start)}: {fault.text}"
            place = Place(fault.source, fault.start, fault.stop)
            yield RULE.finding(place, message, moved(context, fault.entry), kea)


def moved(context: Context, entry: Entry) -> Fix | None:
    """The loggers, with the comments around them, at the front of the daemon's map; the old map taken away."""
    logging = Map(entry.node, None)
    loggers = logging.entries.get("loggers")
    if context.daemon is None or loggers is None or "loggers" in context.top.entries or len(logging.entries) > 1:
        return None
    node = loggers.node
    if node.source is not node.end_source or node.source is not context.document.root.source:
        return None
    data = node.source.data
    there = add_member(context.top.node, "loggers", data[node.start : node.stop])
    gone = remove_member(context.document.root, entry)
    if there is None or gone is None:
        return None
    before = data[entry.node.start + 1 : loggers.start].strip()
    after = data[node.stop : entry.node.stop - 1].strip().removeprefix(b",").strip()
    if re.search(rb"//|#", after.rpartition(b"\n")[2]) is None:
        after = after.removesuffix(b",").rstrip()
    line = b"\n" + _INDENT.findall(data[data.rfind(b"\n", 0, there.start) + 1 : there.start])[0]
    text = (before + line if before else b"") + there.text + (after + line if after else b"")
    return Fix(f'move "loggers" into "{context.daemon}"', (there._replace(text=text), gone))
