"""What holds for the whole tree: tests mirror sources, files stay small, pages name what exists."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {"dhcptools": ROOT / "dhcptools", "dhcpserver": ROOT / "server" / "dhcpserver"}
TESTS = ROOT / "tests"
# Tests of the whole product rather than of one module.
ACROSS = {"interop", "support", "data", "fuzz"}
# Lint rules are mirrored by fixtures, good and bad files that one test runs them all over: what a rule is about is best
# said in the language of the files it reads.
RULES = ROOT / "dhcptools" / "lint" / "rules"
FIXTURES = TESTS / "lint" / "rules" / "fixtures"
MOST_LINES = 400


def sources() -> list[tuple[str, Path]]:
    """Every module, with the name of the test that mirrors it."""
    found = []
    for package, folder in PACKAGES.items():
        for path in sorted(folder.rglob("*.py")):
            inside = path.relative_to(folder)
            prefix = Path("server") if package == "dhcpserver" else Path()
            found.append((str(prefix / inside.parent / f"test_{inside.name}"), path))
    return found


def has_logic(path: Path) -> bool:
    """Whether a module defines functions, or classes with methods: rows and enumerations are tested by their users."""
    tree = ast.parse(path.read_text())
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(tree))


def is_table(path: Path) -> bool:
    """A table of rows: hardly any functions, nearly all lines are literals."""
    return path.parent.name in {"tables", "data"} or path.name.startswith(("names", "tables"))


@pytest.mark.parametrize(("mirror", "path"), sources(), ids=lambda value: str(value).removeprefix(str(ROOT)))
def test_every_module_with_logic_has_its_test(mirror: str, path: Path) -> None:
    if path.parent == RULES and path.name != "__init__.py":
        kinds = {each.name[:3] for each in (FIXTURES / path.stem).glob("*")}
        assert {"bad", "goo"} <= kinds, (
            f"{path.relative_to(ROOT)} has no bad and good fixture in {FIXTURES}/{path.stem}"
        )
    elif path.name not in {"__init__.py", "__main__.py"} and has_logic(path):
        assert (TESTS / mirror).is_file(), f"{path.relative_to(ROOT)} has no tests/{mirror}"


def test_every_test_mirrors_a_module() -> None:
    mirrors = {mirror for mirror, _ in sources()}
    strays = [
        str(path.relative_to(TESTS))
        for path in TESTS.rglob("test_*.py")
        if path.parent != TESTS
        and path.relative_to(TESTS).parts[0] not in ACROSS
        and str(path.relative_to(TESTS)) not in mirrors
        and path != FIXTURES.parent / "test_rules.py"
        and not path.name.startswith(("test_hostile", "test_properties", "test_imports", "test_tables", "test_limits"))
    ]
    assert strays == []


def test_every_fixture_is_of_a_rule() -> None:
    assert [path.name for path in FIXTURES.iterdir() if not (RULES / f"{path.name}.py").is_file()] == []


def test_files_hold_one_concept() -> None:
    python = [path for name in ("dhcptools", "server", "tests", "benchmarks") for path in (ROOT / name).rglob("*.py")]
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in python
        if (count := len(path.read_text().splitlines())) > MOST_LINES and not is_table(path)
    ]
    assert long == []


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    wanted = [
        *project["dependencies"],
        *(item for extra in project["optional-dependencies"].values() for item in extra),
    ]
    lines = text.splitlines()
    for requirement in wanted:
        assert any(f'"{requirement}"' in line and "#" in line for line in lines), requirement


def test_architecture_names_every_package() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text()
    folders = [path.name for path in (ROOT / "dhcptools").iterdir() if (path / "__init__.py").is_file()]
    assert [name for name in folders if name not in page] == []
