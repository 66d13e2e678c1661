"""A log file is where newer Kea opens none.

## What it does
For Kea 2.6.3 and later, looks whether log files are in `/var/log/kea`.

## Why is this bad
The daemon accepts the configuration and then does not start. Newer versions write logs in one directory only, so that
whoever may send commands cannot have other files overwritten (CVE-2025-32802).

## Example
```json
{ "output": "/var/log/kea-dhcp4.log" }
```

## Use instead
```json
{ "output": "/var/log/kea/kea-dhcp4.log" }
```

The file name alone is enough. `KEA_LOG_FILE_DIR` names another directory, and 3.0 with `-X` accepts every path.

## Kea versions
Refused at the start by 2.6.3 and later, and 2.7.9 and later; kea-ctrl-agent and kea-dhcp-ddns already refuse it with
`-t`. Earlier versions accept every path. The fix keeps the name of the file.

## References
Kea Administrator Reference Manual, "The output (string) Option"; "Kea Security".
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.paths import LOGS, are_restricted, is_directly_in
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL817", "log-path-refused", Severity.ERROR, "S", fixable=True, daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at each file that is logged to."""
    if not are_restricted(context.target):
        return
    for logger in context.loggers:
        for output in logger.outputs:
            path = output.path
            if path is not None and not is_directly_in(path, LOGS):
                at = output.at("output")
                better = f"{LOGS}/{PurePosixPath(path).name}"
                fix = Fix(f"write {better}", (replace_value(at, quoted(better)),))
                message = f"log path {path} refused since 2.6.3/2.7.9: must be under {LOGS}"
                yield RULE.finding(at, message, fix)
