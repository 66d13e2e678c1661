"""``client-classes``: tests compiled, and which words of which version ask for classes later.

A class may be asked for by ``member`` when it stands further up, or is built in. Unless a version is named, tests are
read as the newest Kea reads them, so that a file for any version can be served. Faults are ConfigError, in Kea's words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dhcptools.kea.model import Boot, ClassTest, ClientClass
from dhcptools.kea.optiondata import Definitions, read_options
from dhcptools.kea.reader import ConfigError, Reader
from dhcptools.kea.scopes import read_boot, read_lifetime
from dhcptools.kea.tables.rows import Version

if TYPE_CHECKING:
    from dhcptools.kea.expression.names import Names

NEWEST: Final[Version] = (3, 3)
SPAWN: Final = "SPAWN_"  # what a template puts in front of its name and value
BUILT_IN: Final = frozenset(("ALL", "KNOWN", "UNKNOWN", "BOOTP"))
BUILT_IN_PREFIXES: Final = ("VENDOR_CLASS_", "HA_", "AFTER_", "EXTERNAL_")
# Words that came in 2.7.4 for those of before: classes that are looked at where a scope names them.
_NEW: Final = ("only-in-additional-list", "evaluate-additional-classes")
_OLD: Final = ("only-if-required", "require-client-classes")


def is_built_in(name: str) -> bool:
    """Whether ``member`` may ask for a class that no file defines."""
    return name in BUILT_IN or name.startswith(BUILT_IN_PREFIXES)


def read_classes(reader: Reader, definitions: Definitions, target: Version) -> tuple[ClientClass, ...]:
    """The classes of the global map, in their order."""
    return tuple(_Classes(definitions, target).read(reader))


def class_names(classes: tuple[ClientClass, ...], definitions: Definitions, target: Version) -> Names | None:
    """The definitions that the tests were read with, None where there is no test."""
    if all(item.test is None for item in classes):
        return None
    from dhcptools.kea.expression.names import Names  # noqa: PLC0415 - only with tests

    return Names(definitions.family, target, definitions.rows)


def read_guards(scope: Reader) -> tuple[str, ...]:
    """The classes that may use a scope, by ``client-classes`` or, before 2.7.4, ``client-class``; empty for all."""
    single = scope.text("client-class")
    return scope.texts("client-classes") or ((single,) if single else ())


def read_additional(reader: Reader) -> tuple[str, ...]:
    """The classes that are looked at once a scope has been chosen."""
    return reader.texts(_NEW[1]) or reader.texts(_OLD[1])


def uses_new_words(reader: Reader) -> bool:
    """Whether additional classes are named as since 2.7.4: then those of inner scopes come first."""
    stack = [reader.node]
    while stack:
        value = stack.pop().value
        if isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, dict):
            if _NEW[1] in value:
                return True
            stack.extend(entry.node for key, entry in value.items() if key not in {"option-data", "reservations"})
    return False


class _Classes:
    def __init__(self, definitions: Definitions, target: Version) -> None:
        self.definitions = definitions
        self.target = target
        self.known: dict[str, bool] = {}  # the classes so far, and whether each depends on KNOWN or UNKNOWN

    def read(self, reader: Reader) -> Iterator[ClientClass]:
        family = self.definitions.family
        for entry in reader.maps("client-classes"):
            name = entry.required("name", entry.text("name"))
            if name in self.known:
                raise entry.fail("name", f"two classes have the name {name}", "it must be unique", "rename one")
            test = self._test(entry, name)
            valid = read_lifetime(entry, "valid-lifetime", -1)
            preferred = read_lifetime(entry, "preferred-lifetime", -1) if family == 6 else None
            yield ClientClass(
                name,
                read_options(entry, self.definitions),
                read_boot(entry) if family == 4 else Boot(),
                None if valid.default < 0 else valid,
                None if preferred is None or preferred.default < 0 else preferred,
                test,
                bool(entry.boolean(_NEW[0]) or entry.boolean(_OLD[0])),
            )
            self.known[name] = test is not None and test.depends_on_known

    def _test(self, entry: Reader, name: str) -> ClassTest | None:
        text, template = entry.text("test"), entry.text("template-test")
        if text is not None and template is not None:
            why = "a class is tested by one of them"
            raise entry.fail("template-test", f"class {name} has test and template-test", why, "keep one")
        if text is None and template is None:
            return None
        if name in BUILT_IN:
            why = f"class {name} is built in"
            raise entry.fail("test", f"built-in class {name} has a test", why, "remove the test")
        return self._compiled(entry, text or template or "", template=text is None)

    def _compiled(self, entry: Reader, text: str, *, template: bool) -> ClassTest:
        from dhcptools.kea.expression import ExpressionError, Names, Program, parse  # noqa: PLC0415 - only with tests

        names = Names(self.definitions.family, self.target, self.definitions.rows)
        asked: set[str] = set()

        def defined(other: str) -> bool:
            asked.add(other)
            return other in self.known or is_built_in(other)

        try:
            expression = parse(text, names, result="string" if template else "bool", defined=defined)
        except ExpressionError as error:
            key = "template-test" if template else "test"
            place = entry.entries[key].node.position
            raise ConfigError(f"expression: [{text}] error", str(error), "correct the expression", place) from None
        late = bool(asked & {"KNOWN", "UNKNOWN"}) or any(self.known.get(other, False) for other in asked)
        return ClassTest(Program(expression), template, late)
