"""The rooms and their doors: which module may import what, how large it may grow, and that Qt stays in its room."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "reader"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Room → the rooms that it may import (its own always). The order of the table is the direction: downwards only.
DOORS: dict[str, set[str]] = {
    "errors": set(),
    "paths": {"errors"},
    "settings": {"errors"},
    "text": {"errors"},
    "anchor": {"errors", "text"},
    "crossref": {"errors", "paths", "text"},
    "library": {"errors", "paths", "text", "anchor", "crossref"},
    "render": {"errors", "text", "library"},
    "exchange": {"errors", "paths", "text", "anchor", "crossref", "library", "render"},
    "cli": {"errors", "paths", "settings", "text", "anchor", "crossref", "library", "render", "exchange", "app"},
    "ui": {"errors", "paths", "settings", "text", "anchor", "crossref", "library", "render", "exchange"},
    "app": {"errors", "paths", "settings", "text", "anchor", "crossref", "library", "render", "exchange", "ui"},
    "__main__": {"cli"},
    "__init__": set(),
}
# "Values only": what these rooms may see of the room on the right.
VALUES_ONLY = {
    ("library", "crossref"): {"reader.crossref.model"},
    ("render", "library"): {"reader.library.models"},
    ("exchange", "library"): {"reader.library.models", "reader.library.ids", "reader.library.threads"},
    ("exchange", "crossref"): {"reader.crossref.model"},
}
QT_ROOMS = {"ui", "app"}
QT_MODULES = {"reader.exchange.pdf"}
NETWORK = {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "socketserver", "requests", "httpx"}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts)


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports, inside functions too (but for type checking), as `(name, line)`."""
    own = name_of(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{own}:{node.lineno}: imports are absolute"
            assert node.module is not None
            if node.module == "reader":
                for alias in node.names:
                    yield f"reader.{alias.name}", node.lineno
            else:
                yield node.module, node.lineno
                for alias in node.names:
                    if (PACKAGE.parent / Path(*node.module.split("."), alias.name)).with_suffix(".py").exists():
                        yield f"{node.module}.{alias.name}", node.lineno


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_opens_only_its_rooms_doors(path: Path) -> None:
    module = name_of(path)
    room = room_of(module)
    assert room in DOORS, f"{module} stands in no room of the design"
    wrong = []
    for name, line in imports(path):
        top = name.split(".")[0]
        if top == "reader" and name != "reader":
            other = room_of(name)
            if other in {room, "__version__"}:
                continue
            allowed = VALUES_ONLY.get((room, other))
            if other not in DOORS[room]:
                wrong.append(f"{module}:{line} imports {name}")
            elif allowed is not None and not any(name == a or name.startswith(a + ".") for a in allowed):
                wrong.append(f"{module}:{line} imports {name}: only {', '.join(sorted(allowed))} is open to it")
        elif top in {"PySide6", "shiboken6"} and room not in QT_ROOMS and module not in QT_MODULES:
            wrong.append(f"{module}:{line} imports Qt")
        elif top == "sqlite_utils" and room != "library":
            wrong.append(f"{module}:{line} imports sqlite_utils outside the library")
        elif top == "sqlite3" and room not in {"library"}:
            wrong.append(f"{module}:{line} imports sqlite3 outside the library")
        elif name in NETWORK or top in NETWORK:
            wrong.append(f"{module}:{line} imports {name}: the program opens no network connection")
    assert not wrong, "\n".join(wrong)


def test_there_are_no_cycles_between_modules() -> None:
    names = {name_of(p) for p in MODULES}
    graph: dict[str, set[str]] = {}
    for path in MODULES:
        own = name_of(path)
        top_level = {
            node for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.Import | ast.ImportFrom)
        }  # fmt: skip
        lines = {node.lineno for node in top_level}
        graph[own] = {n for n, line in imports(path) if line in lines and n in names and n != own}
    state: dict[str, int] = {}

    def visit(module: str, trail: list[str]) -> None:
        if state.get(module) == 2:
            return
        assert state.get(module) != 1, "a cycle: " + " → ".join([*trail[trail.index(module) :], module])
        state[module] = 1
        for other in sorted(graph[module]):
            visit(other, [*trail, module])
        state[module] = 2

    for module in sorted(graph):
        visit(module, [])


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_stays_small(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    limit = 300 if path.relative_to(PACKAGE).as_posix() == "ui/window/window.py" else 600
    assert lines < limit, f"{name_of(path)} has {lines} lines"


def broad_excepts(path: Path) -> list[int]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(k is None or (isinstance(k, ast.Name) and k.id in {"Exception", "BaseException"}) for k in kinds):
                found.append(node.lineno)
    return found


BROAD_ALLOWED = {"reader.ui.jobs", "reader.ui.crash", "reader.cli"}  # the job runner, the excepthook, exit status 70


def test_everything_is_caught_in_two_places_only() -> None:
    wrong = [f"{name_of(p)}:{n}" for p in MODULES if name_of(p) not in BROAD_ALLOWED for n in broad_excepts(p)]
    assert not wrong, wrong


def test_the_rooms_without_qt_work_without_qt() -> None:
    """Import every Qt-free module in a process where PySide6 cannot be imported."""
    others = QT_MODULES | {"reader.__main__"}
    names = [n for n in map(name_of, MODULES) if room_of(n) not in QT_ROOMS and n not in others]
    code = (
        "import sys, importlib\n"
        "sys.modules['PySide6'] = None\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_the_top_level_holds_what_the_design_names() -> None:
    done = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        pytest.skip("not a git checkout")
    top = {line.split("/")[0] for line in done.stdout.splitlines()}
    named = {"pyproject.toml", "reader", "texts", "resources", "tests", "README.md", "LICENSE"}
    assert {t for t in top if not t.startswith(".")} <= named
