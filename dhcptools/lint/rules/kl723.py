"""An expression in the parameters of a hook does not parse.

## What it does
Parses the expressions that hooks take as Kea of the target version does: `add`, `supersede` and `remove` of
flex_option, with its sub-options, `identifier-expression` of flex_id and `hostname-expression` of ddns_tuning.

## Why is this bad
The server does not start.

## Example
```json
{ "library": "libdhcp_flex_option.so", "parameters": { "options": [
  { "code": 67, "add": "ifelse(option[host-name].exists,concat(option[host-name].text,'.boot')" }
] } }
```

## Use instead
```json
{ "library": "libdhcp_flex_option.so", "parameters": { "options": [
  { "code": 67, "add": "ifelse(option[host-name].exists,concat(option[host-name].text,'.boot'),'no-boot')" }
] } }
```

## Kea versions
`-t` loads no hooks and accepts it in every version; the server then stops with *can't parse add expression*. `-T`
(2.3.6 and later) refuses it.

## References
Kea Administrator Reference Manual, "Using Expressions in Classification"; "libdhcp_flex_option.so: Flexible Option
Actions for Option Value Settings".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.kea.expression import ExpressionError, parse
from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Map, Scope
from dhcptools.lint.model.services import Hook
from dhcptools.lint.rule import Rule

RULE = Rule("KL723", "hook-expression", Severity.ERROR, "T")

_FLEX_OPTION: Final = (("add", "string"), ("supersede", "string"), ("remove", "bool"))
_OTHERS: Final = {"libdhcp_flex_id.so": "identifier-expression", "libdhcp_ddns_tuning.so": "hostname-expression"}


def check(context: Context) -> Iterator[Finding]:
    """Parse the expressions of every hook."""
    for hook in context.hooks:
        parameters = hook.parameters
        if parameters is None:
            continue
        key = _OTHERS.get(hook.name)
        if key is not None:
            yield from _parsed(context, hook, parameters, key, "string")
        elif hook.name == "libdhcp_flex_option.so":
            for option in parameters.children("options", Map):
                for scope in (option, *option.children("sub-options", Map)):
                    for word, result in _FLEX_OPTION:
                        yield from _parsed(context, hook, scope, word, result)


def _parsed(context: Context, hook: Hook, scope: Scope, key: str, result: str) -> Iterator[Finding]:
    text = scope.text(key)
    if not text:
        return
    try:
        parse(text, context.names, result="bool" if result == "bool" else "string")
    except ExpressionError as error:
        name = hook.name.removeprefix("libdhcp_").removesuffix(".so")
        yield RULE.finding(scope.at(key), f'{name} expression does not parse (Kea: "{error}")')
